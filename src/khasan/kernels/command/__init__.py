"""What plans ask and order, how orders travel, and leave from above."""
