// Entry of the accountant's thread: answers one question after the other until it is ended.
import { parentPort } from 'node:worker_threads';
import { assertNever, CloisterError } from '../../base/errors';
import { accountingInThread } from './inThread';
import type { Answer, Question, Reply, Request } from './messages';

function answerTo(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'plan':
      return accountingInThread.plan(question.privacy);
    case 'guarantee':
      return accountingInThread.guarantee(question.mechanism, question.delta, question.unit);
    case 'epsilon':
      return accountingInThread.epsilon(question.mechanism, question.delta);
    default:
      return assertNever(question);
  }
}

async function replyTo({ id, question }: Request): Promise<Reply> {
  try {
    return { type: 'answer', id, answer: await answerTo(question) };
  } catch (error) {
    if (CloisterError.is(error)) return { type: 'refusal', id, kind: error.kind, message: error.message, remedy: error.remedy };
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { type: 'defect', id, message, stack };
  }
}

if (parentPort === null) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
port.on('message', (request: Request) => void replyTo(request).then((reply) => port.postMessage(reply)));
