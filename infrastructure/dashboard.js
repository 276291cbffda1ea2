'use strict';

// The dashboard: Bellhop's own metrics (app/base/metrics.py), and those of Lambda and SQS.

const WIDTH = 12; // two in a row of 24
const HEIGHT = 6;
const FUNCTIONS = ['Slack', 'Worker', 'Alarms'];
const QUEUES = ['Alarms', 'Jobs', 'Watch'];

const own = (namespace) => (stat, ...names) => names.map((name) => [namespace, name, { stat }]);
const perFunction = (name, stat) =>
  FUNCTIONS.map((each) => ['AWS/Lambda', name, 'FunctionName', `\${${each}LambdaFunction}`, { stat }]);
const perQueue = (name, suffix, stat = 'Maximum') =>
  QUEUES.map((each) => ['AWS/SQS', name, 'QueueName', `\${${each}${suffix}.QueueName}`, { stat }]);

const graphs = (mine) => [
  ['Alarms in, messages out', mine('Sum', 'AlarmRecords', 'SlackMessages')],
  ['From an alarm to Slack, ms', [...mine('p50', 'AlarmLag'), ...mine('Maximum', 'AlarmLag')]],
  ['Commands', mine('Sum', 'Commands', 'Refusals')],
  ['Requests turned away', mine('Sum', 'RequestsTurnedAway', 'BadSignatures', 'RequestsThrottled')],
  ['From a command to its answer, ms', [...mine('p50', 'CommandTime'), ...mine('Maximum', 'CommandTime')]],
  ['Failures, and what had to wait', mine('Sum', 'Failures', 'PutOff', 'NotTold', 'ConfigurationErrors')],
  ['Dead letters', perQueue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue')],
  ['Age of the oldest message, s', perQueue('ApproximateAgeOfOldestMessage', 'Queue')],
  ['Errors and throttles', [...perFunction('Errors', 'Sum'), ...perFunction('Throttles', 'Sum')]],
  ['Empty receives, which cost (docs/operate.md, Cost)', perQueue('NumberOfEmptyReceives', 'Queue', 'Sum')],
  ['Dropped as a loop', perFunction('RecursiveInvocationsDropped', 'Sum')],
  ['Duration, ms', perFunction('Duration', 'p99')],
  ['At once', perFunction('ConcurrentExecutions', 'Maximum')],
];

module.exports = async ({ resolveVariable }) => {
  const namespace = `Bellhop/${await resolveVariable('sls:stage')}`;
  const widgets = graphs(own(namespace)).map(([title, metrics], position) => ({
    type: 'metric',
    x: (position % 2) * WIDTH,
    y: Math.floor(position / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, metrics, region: '${AWS::Region}', period: 300, view: 'timeSeries' },
  }));
  return { 'Fn::Sub': JSON.stringify({ widgets }) };
};
