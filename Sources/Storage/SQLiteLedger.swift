// The engine moves in here.
