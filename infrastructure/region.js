'use strict';

// The region where --region, AWS_REGION and AWS_DEFAULT_REGION are not given: the AWS profile's, as for every other command.

const { existsSync, readFileSync } = require('fs');
const { homedir } = require('os');
const path = require('path');

const NONE = 'No AWS region is set: give --region eu-central-1, or set AWS_REGION.';

const files = (env) => [
  env.AWS_SHARED_CREDENTIALS_FILE || path.join(homedir(), '.aws', 'credentials'),
  env.AWS_CONFIG_FILE || path.join(homedir(), '.aws', 'config'),
];

// `region` in the section [profile NAME], or [NAME] for the default one and in the credentials file; undefined if there is none.
function regionOf(profile, text) {
  let here = false;
  for (const line of text.split('\n')) {
    const section = /^\s*\[\s*(?:profile\s+)?["']?(.*?)["']?\s*\]/.exec(line);
    if (section) here = section[1] === profile;
    const found = here && /^region\s*=\s*(\S+)/.exec(line);
    if (found) return found[1];
  }
  return undefined;
}

module.exports = async ({ resolveVariable }) => {
  const profile = (await resolveVariable("opt:aws-profile, ''")) || process.env.AWS_PROFILE || process.env.AWS_DEFAULT_PROFILE || 'default';
  const texts = files(process.env).filter(existsSync).map((file) => readFileSync(file, 'utf8'));
  const found = texts.map((text) => regionOf(profile, text)).find(Boolean);
  if (!found) throw new Error(NONE);
  return found;
};
