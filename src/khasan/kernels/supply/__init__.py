"""Food and ammunition from the railhead to the company, and the horses and trucks that carry them."""
