"""The full screen: the interview, and what comes before and after it. Sole owner of Textual."""
