'use strict';

// The condition on every change of a group: the group must have the tag in the parameter scale-tag. No condition if it is empty.

const NOT_A_TAG = 'The parameter scale-tag must be KEY=VALUE, such as team=shop.';

module.exports = async ({ resolveVariable }) => {
  const tag = await resolveVariable('param:scale-tag');
  if (!tag) return { Ref: 'AWS::NoValue' };
  const [, key, value] = /^([^=]+)=(.*)$/.exec(tag) || [];
  if (!key) throw new Error(NOT_A_TAG);
  return { StringEquals: { [`aws:ResourceTag/${key}`]: value } };
};
