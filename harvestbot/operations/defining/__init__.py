"""Harvesters are created, edited, copied and created again from what was kept of them; typed secrets stay in memory."""
