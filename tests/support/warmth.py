"""What the fork server imports before it forks: whatever a life of the bot needs, so that no life imports it anew."""

import gc

import aiosqlite
import alembic.command
import httpcore
import psycopg
import support.lives
import uvicorn.lifespan.on
import uvicorn.protocols.http.httptools_impl
import uvicorn.protocols.websockets.auto

__all__ = ["aiosqlite", "alembic", "httpcore", "psycopg", "support", "uvicorn"]

gc.collect()
gc.freeze()  # a life collects what it makes itself, and shares the rest with the others
