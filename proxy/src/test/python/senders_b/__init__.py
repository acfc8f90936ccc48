"""The senders of payments, messaging and developer tools, as far as the examples need them."""
