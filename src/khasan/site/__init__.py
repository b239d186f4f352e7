"""The site: all of khasan as static pages. What goes into it, and how it is made bit by bit, whatever breaks it off."""
