"""The sandbox's Gateway of the 2020 generation: accounts, sign-in, what apps ask of users."""
