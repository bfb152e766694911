"""Stand-ins for the servers a user runs: real TCP, documented protocols, a scripted model behind them.

They know nothing of `voice_interviewer`, and tests reach them only through the official client packages, so
what passes here passes against the real thing as far as its protocol goes.
"""
