import { expect, test } from "vitest";
import { eventData, EventStreamSplitter, messageEvent } from "./event-stream.ts";

const stream = Buffer.from(
  ': hello\n\nid: 1\nretry: 10\ndata:\n\nevent: message\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: é\n\n: ping\n\ndata: unfinished\n',
);

test("however a stream is cut into chunks, the same bytes come out, and the same events", () => {
  const whole = new EventStreamSplitter(1_000).push(stream).map((event) => event.toString());
  expect(whole.filter((event) => eventData(Buffer.from(event)) !== "")).toHaveLength(2);
  for (let size = 1; size < stream.length; size++) {
    const splitter = new EventStreamSplitter(1_000);
    const events: Buffer[] = [];
    for (let start = 0; start < stream.length; start += size) {
      events.push(...splitter.push(stream.subarray(start, start + size)));
    }
    expect(events.map((event) => event.toString())).toEqual(whole);
    expect(Buffer.concat([...events, splitter.rest()]).equals(stream)).toBe(true);
  }
});

test("a comment passes at once, without waiting for an event to end", () => {
  expect(new EventStreamSplitter(100).push(Buffer.from(": ping\n"))).toHaveLength(1);
});

test("an event beyond the limit is an error, not memory", () => {
  expect(() => new EventStreamSplitter(10).push(Buffer.from("data: 0123456789"))).toThrow(RangeError);
});

test("JSON with line breaks survives being put into an event", () => {
  const json = '{\r\n "a": 1\n}';
  expect(JSON.parse(eventData(Buffer.from(messageEvent(json))))).toEqual({ a: 1 });
});
