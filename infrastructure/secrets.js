'use strict';

// Which function may read which secret, and the configuration, from the references in the parameters; nothing else.
//
// A reference is `ssm:<parameter>`, `secretsmanager:<id>[#key]` or `kms:<base64 ciphertext>` (docs/deploy.md, Secrets).

const READ_BY = {
  slack: ['bot-token', 'signing-secret'],
  worker: ['bot-token', 'config'],
  alarms: ['bot-token', 'config'],
};
// With a webhook there is no bot (bot.js), and one function alone has something to say.
const READ_FOR_WEBHOOK = { slack: [], worker: [], alarms: ['webhook-url', 'config'] };
// The encryption context of `kms:` values: these roles can't decrypt a ciphertext with another one.
const ENCRYPTION_CONTEXT = { app: 'bellhop' };

const ARN = 'arn:${AWS::Partition}';
const HERE = '${AWS::Region}:${AWS::AccountId}';

const NOT_A_REFERENCE = (name) =>
  `The parameter ${name} must be a reference (ssm:..., secretsmanager:... or kms:...), never the secret itself: ` +
  'everybody can read it in the template and in the Lambda console. docs/deploy.md says how to store it.';
const NO_KEY = (name) =>
  `The parameter ${name} is a kms: value, so secrets-key must be the ARN of the KMS key that encrypted it.`;
const NO_KEY_ARN = 'The parameter secrets-key must be the ARN of a KMS key (arn:...:key/...), not an alias.';

const filled = (arn) => (arn.includes('${') ? { 'Fn::Sub': arn } : arn);

const allow = (action, resource, condition) => ({
  Effect: 'Allow',
  Action: action,
  Resource: filled(resource),
  ...(condition && { Condition: condition }),
});

const decrypt = (key, operator, context) => {
  const named = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  return key ? [allow('kms:Decrypt', key, { [operator]: Object.fromEntries(named) })] : [];
};

const STATEMENTS = {
  ssm(place, key) {
    const arn = place.startsWith('arn:') ? place : `${ARN}:ssm:${HERE}:parameter/${place.replace(/^\//, '')}`;
    return [allow('ssm:GetParameter', arn), ...decrypt(key, 'StringEquals', { PARAMETER_ARN: filled(arn) })];
  },
  secretsmanager(place, key) {
    const id = place.split('#')[0];
    const arn = id.startsWith('arn:') ? id : `${ARN}:secretsmanager:${HERE}:secret:${id}-??????`; // AWS adds six
    return [
      allow('secretsmanager:GetSecretValue', arn),
      ...decrypt(key, 'StringLike', { SecretARN: filled(arn) }),
    ];
  },
  kms: (_, key) => decrypt(key, 'StringEquals', ENCRYPTION_CONTEXT),
};

function statementsFor(name, reference, key) {
  if (!reference || (name === 'config' && !reference.startsWith('ssm:'))) return []; // a file is in the zip
  const [, kind, place] = /^(ssm|secretsmanager|kms):(.+)$/s.exec(reference) || [];
  if (!kind) throw new Error(NOT_A_REFERENCE(name));
  if (kind === 'kms' && !key) throw new Error(NO_KEY(name));
  return STATEMENTS[kind](place, key);
}

// The policy for the role of `reader`; none if it has no secret to read.
const policyOf = (reader) => async ({ resolveVariable }) => {
  const key = await resolveVariable('param:secrets-key');
  if (key && !/^arn:[^:]+:kms:[^:]+:\d+:key\//.test(key)) throw new Error(NO_KEY_ARN);
  const found = new Map();
  const read = (await resolveVariable('param:webhook-url')) ? READ_FOR_WEBHOOK : READ_BY;
  for (const name of read[reader]) {
    const reference = await resolveVariable(`param:${name}`);
    for (const statement of statementsFor(name, reference, key)) found.set(JSON.stringify(statement), statement);
  }
  if (found.size === 0) return { Ref: 'AWS::NoValue' };
  const document = { Version: '2012-10-17', Statement: [...found.values()] };
  return { PolicyName: 'secrets', PolicyDocument: document };
};

for (const reader of Object.keys(READ_BY)) module.exports[reader] = policyOf(reader);
