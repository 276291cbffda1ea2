'use strict';

// The conditions on every change of what is scaled: it must have the tag in the parameter scale-tag. No such condition if that is empty.

const NOT_A_TAG = 'The parameter scale-tag must be KEY=VALUE, such as team=shop.';
const NO_CONDITION = { Ref: 'AWS::NoValue' };

const tagOf = async (resolveVariable) => {
  const tag = await resolveVariable('param:scale-tag');
  if (!tag) return {};
  const [, key, value] = /^([^=]+)=(.*)$/.exec(tag) || [];
  if (!key) throw new Error(NOT_A_TAG);
  return { [`aws:ResourceTag/${key}`]: value };
};

exports.tagged = async ({ resolveVariable }) => {
  const tag = await tagOf(resolveVariable);
  return Object.keys(tag).length ? { StringEquals: tag } : NO_CONDITION;
};

// Of Application Auto Scaling's targets, only those of ECS.
exports.ecs = async ({ resolveVariable }) => ({
  StringEquals: { 'application-autoscaling:service-namespace': 'ecs', ...(await tagOf(resolveVariable)) },
});
