"""What Channels' own documentation builds: one group, `group_send` to everybody. The peer of the bench."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 - needs the settings


class StockConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept("portal.chat.v1")

    async def disconnect(self, code):
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("room", {"type": "chat.message", "text": text_data})

    async def chat_message(self, event):
        await self.send(text_data=event["text"])


_sockets = StockConsumer.as_asgi()


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await _sockets(scope, receive, send)
    else:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})
