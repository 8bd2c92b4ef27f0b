"""The keys of actions: which they are now, which they may be, and the dialog that changes them."""
