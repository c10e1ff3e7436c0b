import { expect, test } from "vitest";
import type { ProgramEvents } from "./program.ts";
import { SharedProgram } from "./shared-program.ts";

/** A program in hand: what it was sent, and what it says. */
function start() {
  const sent: string[] = [];
  let events: ProgramEvents | undefined;
  let stopped = false;
  const shared = new SharedProgram((own) => {
    events = own;
    return { send: (message) => void sent.push(message), stop: () => (stopped = true) };
  });
  function join() {
    const heard: string[] = [];
    let ended = false;
    const program = shared.join({ onMessage: (line) => void heard.push(line), onEnd: () => (ended = true) });
    return { ...program, heard, ended: () => ended };
  }
  return {
    join,
    sent,
    say: (line: string) => events?.onMessage(line),
    end: () => events?.onEnd(),
    isStopped: () => stopped,
  };
}

const initialize = (id: string): string =>
  `{"jsonrpc":"2.0","id":${id},"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"sampling":{}}}}`;

test("the program is greeted once, by the gateway, and everybody gets its welcome", () => {
  const { join, sent, say } = start();
  const [one, two] = [join(), join()];
  one.send(initialize("1"));
  two.send(initialize('"a"'));
  expect(sent.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      jsonrpc: "2.0",
      id: 0,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "holdpoint", version: "1" } },
    },
  ]);
  say('{"jsonrpc":"2.0","id":0,"result":{"serverInfo":{"n":1.0}}}');
  expect(one.heard).toEqual(['{"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"n":1.0}}}']);
  expect(two.heard).toEqual(['{"jsonrpc":"2.0","id":"a","result":{"serverInfo":{"n":1.0}}}']);
  one.send('{"jsonrpc":"2.0","method":"notifications/initialized"}');
  const late = join();
  late.send(initialize("9"));
  expect(late.heard).toEqual(['{"jsonrpc":"2.0","id":9,"result":{"serverInfo":{"n":1.0}}}']);
  expect(sent.slice(1)).toEqual(['{"jsonrpc":"2.0","method":"notifications/initialized"}']);
});

test("equal ids and progress tokens of two callers stay apart, and every other byte stays", () => {
  const { join, sent, say } = start();
  const [one, two] = [join(), join()];
  const call =
    '{"id" : 7, "method":"tools/call","params":{"_meta":{"progressToken":7},"arguments":{"n":12345678901234567890}}}';
  one.send(call);
  two.send(call.replace(": 7", ': "7"'));
  expect(sent).toEqual([
    '{"id" : 1, "method":"tools/call","params":{"_meta":{"progressToken":1},"arguments":{"n":12345678901234567890}}}',
    '{"id" : 2, "method":"tools/call","params":{"_meta":{"progressToken":2},"arguments":{"n":12345678901234567890}}}',
  ]);
  say('{"method":"notifications/progress","params":{"progressToken":2,"progress":1}}');
  say('{"id":2,"result":{"big":12345678901234567890}}');
  say('{"id":1,"result":{"mine":1.0}}');
  say('{"id":1,"result":{"again":true}}');
  expect(one.heard).toEqual(['{"id":7,"result":{"mine":1.0}}']);
  expect(two.heard).toEqual([
    '{"method":"notifications/progress","params":{"progressToken":7,"progress":1}}',
    '{"id":"7","result":{"big":12345678901234567890}}',
  ]);
});

test("a caller cancels its own calls only, and leaving cancels all of them", () => {
  const { join, sent, isStopped } = start();
  const [one, two] = [join(), join()];
  one.send('{"id":7,"method":"tools/call","params":{}}');
  two.send('{"id":8,"method":"tools/call","params":{}}');
  sent.length = 0;
  two.send('{"method":"notifications/cancelled","params":{"requestId":7}}');
  expect(sent).toEqual([]);
  one.send('{"method":"notifications/cancelled","params":{"requestId":7}}');
  expect(JSON.parse(sent.splice(0).join("")) as unknown).toMatchObject({ params: { requestId: 1 } });
  two.stop();
  expect(JSON.parse(sent.splice(0).join("")) as unknown).toMatchObject({ params: { requestId: 2 } });
  expect([two.ended(), one.ended(), isStopped()]).toEqual([true, false, false]);
  one.stop();
  expect([one.ended(), isStopped()]).toEqual([true, true]);
});

test("what it says of its own accord goes to nobody where it may be about one caller, and it can ask nobody", () => {
  const { join, sent, say } = start();
  const [one, two] = [join(), join()];
  say('{"method":"notifications/message","params":{"data":"secret of one"}}');
  say('{"id":5,"method":"sampling/createMessage","params":{}}');
  say('{"id":6,"method":"ping"}');
  expect([one.heard, two.heard]).toEqual([[], []]);
  expect(sent.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: 5, error: { code: -32_601 } },
    { id: 6, result: {} },
  ]);
  say('{"method":"notifications/tools/list_changed"}');
  expect([one.heard.length, two.heard.length]).toEqual([1, 1]);
});

test("a program that ends takes every session with it", () => {
  const { join, end } = start();
  const [one, two] = [join(), join()];
  end();
  expect([one.ended(), two.ended()]).toEqual([true, true]);
});
