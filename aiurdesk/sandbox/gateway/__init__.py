"""Gateway of the 2020 generation: user accounts, sign-in, and the API for apps."""
