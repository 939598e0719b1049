"""The WebSocket endpoint of Socket Mode."""

from starlette.websockets import WebSocket, WebSocketDisconnect

from harvestbot.sandbox.slack.sockets import Connection
from harvestbot.sandbox.slack.state import State


class Link:
    """Takes the bot's connections.

    Args:
        state: The workspace.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    async def connect(self, socket: WebSocket) -> None:
        """Say hello, then hand each acknowledgement to whoever waits for it, until either side ends."""
        connection = Connection(socket.send_json, socket.close)
        hello = self._state.sockets.admit(socket.query_params.get("ticket", ""), connection)
        if hello is None:
            await socket.close(1008)
            return
        await socket.accept()
        try:
            await socket.send_json(hello)
            self._state.pulse.beat("socket", open=len(self._state.sockets.connections()))
            while True:
                connection.acknowledged(await socket.receive_json())
        except (WebSocketDisconnect, RuntimeError):
            # Starlette says RuntimeError where the connection ended between two messages.
            return
        finally:
            self._state.sockets.dismiss(connection)
            self._state.pulse.beat("socket", open=len(self._state.sockets.connections()))
