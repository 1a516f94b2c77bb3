import { createAccessControl } from 'better-auth/plugins/access';
import { adminAc, defaultStatements, memberAc, ownerAc } from 'better-auth/plugins/organization/access';

const statement = {
  ...defaultStatements,
  invoice: ['create', 'read', 'send', 'void'],
  report: ['read', 'export'],
} as const;

export const ac = createAccessControl(statement);

export const user = ac.newRole({ report: ['read'] });
export const adminRole = ac.newRole({ ...adminAc.statements, invoice: ['create', 'send'] });

export const roles = Object.fromEntries(
  Object.entries({ owner: ownerAc, admin: adminAc, member: memberAc }).map(
    ([name, base]) => [name, ac.newRole({ ...base.statements, report: ['read'] })],
  ),
);
