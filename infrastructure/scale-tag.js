'use strict';

// The condition on every change of a group: it must bear the tag that the parameter scale-tag names; none without one.

const NOT_A_TAG = 'The parameter scale-tag must be KEY=VALUE, such as team=shop.';

module.exports = async ({ resolveVariable }) => {
  const tag = await resolveVariable('param:scale-tag');
  if (!tag) return { Ref: 'AWS::NoValue' };
  const [, key, value] = /^([^=]+)=(.*)$/.exec(tag) || [];
  if (!key) throw new Error(NOT_A_TAG);
  return { StringEquals: { [`aws:ResourceTag/${key}`]: value } };
};
