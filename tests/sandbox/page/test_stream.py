"""What the page is told while it is open."""

from sandbox.page.house import HERE, House

from harvestbot.sandbox.page.place import HOME, Place
from harvestbot.sandbox.page.stream import Marks
from harvestbot.sandbox.slack.ids import ADMIN, CLOSED, DATA_OPS, GENERAL, VIEWER


def button(action: str = "go") -> dict[str, object]:
    """A block with a button."""
    element = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Go"}}
    return {"type": "actions", "block_id": "row", "elements": [element]}


async def test_a_new_message_is_put_at_the_end_and_read_out(house: House) -> None:
    """The message itself, and its first words for those who cannot see the screen."""
    async with house.reading() as reader:
        house.post("good *morning*")
        patches = await reader.event()
        while not any(patch[0] == "news" for patch in patches):
            patches = await reader.event()
        assert ["news", "harvestbot: good morning"] in patches
        assert any(patch[:2] == ["put", "messages"] and "<strong>morning</strong>" in patch[3] for patch in patches)


async def test_an_edit_takes_the_messages_place_and_a_deletion_takes_it_away(house: House) -> None:
    """The same element, then none."""
    message = house.post("before")
    async with house.reading() as reader:
        message.text = "after"
        house.world.state.edit(message)
        put = await reader.until("put", "messages", "after")
        assert "edited" in put[3]
        house.world.state.delete(message)
        await reader.until("drop", put[2])


async def test_what_only_somebody_else_may_see_is_not_sent(house: House) -> None:
    """An ephemeral message goes to its reader, marked as such, and to nobody else."""
    async with house.reading() as ada, house.reading(Place(VIEWER, DATA_OPS)) as vera:
        house.post("for vera", ephemeral_to=VIEWER)
        house.post("for all")
        assert "Only visible to you" in (await vera.until("put", "messages", "for vera"))[3]
        told: list[list[str]] = []
        while not any("for all" in patch[-1] for patch in told):
            told += await ada.event()
        assert not any("for vera" in patch[-1] for patch in told)


async def test_who_comes_back_is_told_what_was_missed_and_nothing_else(house: House) -> None:
    """A stream goes on from its mark."""
    async with house.reading() as reader:
        house.post("first")
        await reader.until("put", "messages", "first")
        mark = reader.mark
    house.post("second")
    async with house.reading(since=mark) as reader:
        patches = await reader.event()
        said = [patch[3] for patch in patches if patch[:2] == ["put", "messages"]]
    assert len(said) == 1
    assert "second" in said[0]


async def test_a_page_of_another_demo_is_made_anew(house: House) -> None:
    """A mark that this demo cannot know leads to the page being read again."""
    for mark in ("", "nonsense", "ffff-3"):
        async with house.reading(since=mark) as reader:
            assert await reader.event() == [["reload"]]


async def test_a_page_that_is_too_far_behind_is_made_anew(house: House) -> None:
    """Where changes are no longer kept, the page is read again."""
    async with house.reading() as reader:
        house.post("first")
        await reader.until("put", "messages")
        mark = reader.mark
    for _ in range(10_001):
        house.world.state.pulse.beat("state")
    async with house.reading(since=mark) as reader:
        assert await reader.event() == [["reload"]]


def test_a_mark_says_how_far_a_world_had_come() -> None:
    """It is read by the same world only."""
    marks = Marks("ab")
    assert marks.read(marks.of(7)) == 7
    assert marks.read("cd-7") is None
    assert marks.read("ab-x") is None


async def test_what_happens_elsewhere_marks_the_conversation(house: House) -> None:
    """A message in another channel puts a mark on its name; one's own does not."""
    async with house.reading() as reader:
        await house.world.say(ADMIN, CLOSED, "not told to the bot")
        await house.world.say(ADMIN, GENERAL, "mine")
        await house.world.say(VIEWER, GENERAL, "hers")
        patch = await reader.until("put", f"channel-{GENERAL}")
        assert "something new" in patch[3]


async def test_what_happens_where_one_is_not_is_not_told(house: House) -> None:
    """Not even that something was said there."""
    async with house.reading(Place(VIEWER, DATA_OPS)) as reader:
        await house.world.say(ADMIN, CLOSED, "secret")
        house.post("for all")
        told: list[list[str]] = []
        while not any("for all" in patch[-1] for patch in told):
            told += await reader.event()
        assert CLOSED not in str(told)


async def test_replies_go_to_the_thread_and_are_counted(house: House) -> None:
    """A reply stands in the open thread; the first message says how many there are."""
    first = house.post("question")
    async with house.reading(HERE.beside(first.ts)) as reader:
        house.post("forty-two", thread_ts=first.ts)
        patches = await reader.event()
        while not any(patch[0] == "put" and patch[1] == "replies" for patch in patches):
            patches = await reader.event()
        assert any(patch[:2] == ["put", "messages"] and "1 reply" in patch[3] for patch in patches)
    page = await house.page(HERE.beside(first.ts))
    assert page.count("forty-two") == 1
    assert "1 reply" in page


async def test_a_modal_is_put_before_its_person_only(house: House) -> None:
    """It comes, changes and goes with the workspace's views."""
    body = {"type": "modal", "title": {"type": "plain_text", "text": "Hello"}, "blocks": []}
    async with house.reading() as reader:
        view = house.world.state.views.open(ADMIN, body)
        house.world.state.pulse.beat("view", user=ADMIN, view_id=view.id)
        assert "Hello" in (await reader.until("fill", "modal", "Hello"))[2]
        house.world.state.views.close(view)
        house.world.state.pulse.beat("view", user=ADMIN, view_id=view.id)
        assert await reader.until("fill", "modal") == ["fill", "modal", ""]


async def test_the_home_is_drawn_as_it_is_published(house: House) -> None:
    """First that there is none, then what the bot put there."""
    async with house.reading(Place(ADMIN, HOME)) as reader:
        await reader.until("fill", "home", "No App Home yet")
        house.world.state.views.publish(ADMIN, {"type": "home", "blocks": [button()]})
        house.world.state.pulse.beat("home", user=ADMIN)
        await reader.until("fill", "home", "Go")


async def test_the_portal_is_followed_though_it_does_not_speak(house: House) -> None:
    """Its harvesters are looked at again and again: what changed, came and went is told."""
    async with house.reading() as reader:
        house.portal.world.start("my-harvester")
        await reader.until("put", "facts-my-harvester", "progress")
        house.portal.world.vanish("bus-stops")
        await reader.until("drop", "harvester-bus-stops")
        house.portal.trouble.over_quota = True
        await reader.until("put", "weather")


async def test_an_exchange_is_told_when_it_begins_and_when_it_ends(house: House) -> None:
    """One line for each, and a mishap where it failed."""
    async with house.reading() as reader:
        house.bot.answers.append(500)
        await house.act("say", channel=DATA_OPS, text="/harvester list")
        await reader.until("put", "exchanges", "http_service_error")
        await reader.until("top", "mishaps")
        await reader.until("text", "mishaps-count")


async def test_a_block_that_cannot_be_drawn_is_refused_loudly(house: House) -> None:
    """It is never skipped: the message says which one it is."""
    house.post("", [{"type": "hologram", "block_id": "x"}])
    assert "cannot draw" in await house.page()
    house.world.state.views.publish(ADMIN, {"type": "home", "blocks": [{"type": "hologram", "block_id": "x"}]})
    assert "cannot draw" in await house.page(Place(ADMIN, HOME))
    house.world.state.views.open(
        ADMIN, {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "hologram"}]}
    )
    async with house.reading() as reader:
        await reader.until("fill", "modal", "cannot draw")


async def test_streams_end_with_the_demo(house: House) -> None:
    """An open page does not hold up the end."""
    async with house.reading() as reader:
        await reader.event()
        house.site.close()
        assert await reader.ended()
