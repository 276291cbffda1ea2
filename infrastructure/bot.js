'use strict';

// What depends on whether there is a bot: with an incoming webhook (webhook-url) there is none, whatever bot-token says.
//
// osls takes no empty parameter from the command line, so nobody could take bot-token's default away. Without a bot the
// functions that work for it would not start: ones that do nothing are deployed in their place (docs/operate.md).

const byBot = (there, otherwise) => async ({ resolveVariable }) =>
  (await resolveVariable('param:webhook-url')) ? otherwise : there(resolveVariable);

module.exports.token = byBot((resolveVariable) => resolveVariable('param:bot-token'), '');
module.exports.secret = byBot((resolveVariable) => resolveVariable('param:signing-secret'), '');
for (const name of ['slack', 'worker']) module.exports[name] = byBot(() => `handlers.${name}.handler`, `handlers.idle.${name}`);
