raise ValueError("no\x1b[2Jgood")
