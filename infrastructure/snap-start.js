'use strict';

// Whether functions start from a snapshot (the parameter snap-start); refused where Lambda has none, as CloudFormation would half-way.
//
// "Improving startup performance with Lambda SnapStart" (Lambda Developer Guide): all commercial regions but two; GovCloud, China and the
// European Sovereign Cloud are none.

const WITHOUT = /^(us-gov|cn|us-iso\w*|eu-isoe|eusc)-|^ap-southeast-6$|^ap-east-2$/;
const NOT_HERE = (region) => `Lambda has no SnapStart in ${region}. Deploy without --param="snap-start=true".`;
const NOT_A_WORD = 'The parameter snap-start must be "true" or "false".';

module.exports = async ({ resolveVariable }) => {
  const given = await resolveVariable('param:snap-start');
  if (!['true', 'false'].includes(String(given))) throw new Error(NOT_A_WORD);
  const region = await resolveVariable('aws:region');
  if (String(given) === 'true' && WITHOUT.test(region)) throw new Error(NOT_HERE(region));
  return String(given) === 'true';
};
