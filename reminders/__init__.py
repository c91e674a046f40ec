"""Letters to those who hold posts: what needs a word, what is due, and the link that opens just that."""
