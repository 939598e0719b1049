"""Slack's JSON drawn as HTML: pure functions, for the page of the demo.

    from harvestbot.sandbox.page.render import blocks, mrkdwn, readings, views
    from harvestbot.sandbox.page.render.context import Clock, Context

    context = Context(names, where="C0OPS/1700000000.000100", clock=Clock(zone, now))
    blocks.to_html(message.blocks, context)                 # or mrkdwn.to_html(message.text, names, clock=clock)
    modal = Context(names, where=view.id, surface="modal", errors=view.errors, state=view.state)
    views.to_html(view.body, modal, trouble=view.trouble)

All give `markupsafe.Markup`, which Jinja2 puts into a page as it is. Everything from outside is escaped; only `http`,
`https` and `mailto` addresses become links; nothing is fetched: images are labelled boxes. There are no event handlers
and no styles in it. What is not known raises `context.NotDrawn`, and so does a video, which would have to be fetched;
nothing is skipped. Beyond that the shape of a block is taken for granted: the simulated Slack has looked at it before.
A block and an element need no ids to be drawn, but without an `action_id` nothing can be done with it. The caller wraps
what it gets: `blocks` gives a row of elements, `mrkdwn` gives phrases, `<blockquote>` and `<pre>` (put it into a
`<div>`, not into a `<p>`).

What the script of the page needs to know
-----------------------------------------
It listens for events on the whole page, takes `event.target.closest("[data-act]")` and looks at these attributes; it
needs no knowledge of Block Kit. They are strings, escaped, and come back from `dataset` as Slack had them.

On every control:

- `data-act`: what to do.
  `press`: on click, `World.press(user, where, name, value=value)`.
  `choose`: on change (on click for buttons and links), `World.choose(user, where, name, wanted)`.
  `keep`: nothing yet; it goes with the submission.
- `data-where`: `Context.where`, as it was given: which message or view.
- `data-block-id`, `data-action-id`, and `data-name`, which is `block_id/action_id`: how `World` names a control in
  `press`, `choose`, `suggest` and the fields of `submit`.
- `data-kind`: Slack's type of element (`button`, `static_select` …).
- `data-reads`: where its value stands.
  `fixed`: in `data-value` (absent where Slack has none).
  `text`: in the `value` of the control.
  `one`: in the `value` of the `<select>`, or of the checked radio button within the `<fieldset>`; `""` for none.
  `many`: the `value`s of all selected options, or of all checked boxes within the `<fieldset>`, as a list.
  `option`: in `data-option`, JSON of the chosen option, absent for none.
  `options`: the `data-option` of each `<li>` in the list that `data-chosen` names by id, as a list.
  `files`: the names of the chosen files, as a list.
  The server gives what was read to `readings.wanted(kind, read, clock)`, which returns what `World` takes.
- `data-confirm`: the id of a `<dialog>` to show first (`showModal()`); its two buttons have
  `data-confirm-answer="yes"` and `"no"`. Absent where there is nothing to confirm.
- `data-dispatch`: for inputs that tell the app while typing: `on_enter_pressed`, `on_character_entered`, or both.
- `disabled` on all of them where `Context.interactive` is false (`aria-disabled="true"` on links).

Which element it stands on: `<button>`; `<a>` where a button leads to an address (it opens in a new tab, and is a press
as well); `<select>`; `<input>`; `<textarea>`; the `<fieldset>` around boxes and radio buttons.

More behaviour, each by an attribute of its own:

- `data-opens="ID"` on a `<button>` with `aria-expanded`: shows and hides the `role="menu"` with that id (it has
  `hidden`). The menu holds buttons or links with `role="menuitem"`, each a control of its own (`choose`, `fixed`).
- `data-suggest="N"` on an `<input role="combobox">` (external selects): from N characters on, ask `World.suggest` and
  fill the `<ul role="listbox" hidden>` named by `aria-controls` with `<li role="option">`; on choosing set
  `data-option` and the text, or for `options` add an `<li data-option=…>` to the list named by `data-chosen`, with a
  `<button data-drops>` that takes its `<li>` away; then do what `data-act` says. `data-most="N"` bounds a list.
- `data-expands="ID"` on a `<button>` with `aria-expanded`: the same as `data-opens` for the body of a container.
- `data_table`: `<table class="bk-data-table" data-page-size="25">`; its header cells hold
  `<button data-sorts="COLUMN">` and the `<th>` has `aria-sort`; the body's cells have `data-sort` (a number or a text)
  and `data-type` `number` or `text`; before it stands `<input data-filters="ID">`, behind it `<nav data-pages="ID">`
  with `<button data-page="previous|next">` and `<output>`. ID is that of the `<table>`.
- A modal is `<form class="bk-modal" data-view="WHERE" novalidate>` with `<button type="submit" data-act="submit">` and
  `<button type="button" data-act="close">`. A submission sends all controls of it with `keep` or `choose` and a
  `data-field` (those in input blocks), by `data-name`.

Ids are `bk-…`, unique within a page as long as `where` is. Classes begin with `bk-`; `bk-hidden` is for what only
screen readers should find. Series and slices of charts have the classes `bk-series-1` to `bk-series-6` (give them
`color`; the shapes use `currentColor`, and say so with `fill` or `stroke`).
"""
