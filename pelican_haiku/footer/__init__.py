"""The links that edit a post or open an issue about it, and the footer around them."""
