'use strict';

// What the worker may do where the parameter scale-numbers names kinds (docs/configuration.md, [scale] kinds): nothing else is allowed.
//
// Application Auto Scaling refuses to register and to schedule for whoever lacks what it needs itself in the service (its user guide,
// "Permissions required for API actions on target services"). The rows in app/aws/scaled_numbers/ name the same actions.

const ARN = 'arn:${AWS::Partition}';
const HERE = '${AWS::Region}:${AWS::AccountId}';

// By kind: its namespace, and actions by the resource that they are about.
const KINDS = {
  dynamodb: ['dynamodb', { [`${ARN}:dynamodb:${HERE}:table/*`]: ['dynamodb:DescribeTable', 'dynamodb:UpdateTable'] }],
  keyspaces: ['cassandra', { [`${ARN}:cassandra:${HERE}:/keyspace/*`]: ['cassandra:Alter', 'cassandra:Select'] }],
  rds: ['rds', replicas([])],
  neptune: ['neptune', replicas(['rds:DescribeDBClusterParameters'])],
  elasticache: [
    'elasticache',
    {
      [`${ARN}:elasticache:${HERE}:*`]: [
        'elasticache:DecreaseReplicaCount',
        'elasticache:DescribeCacheClusters',
        'elasticache:DescribeCacheParameters',
        'elasticache:DescribeReplicationGroups',
        'elasticache:IncreaseReplicaCount',
        'elasticache:ModifyCacheCluster',
        'elasticache:ModifyReplicationGroupShardConfiguration',
      ],
    },
  ],
  kafka: [
    'kafka',
    {
      [`${ARN}:kafka:${HERE}:*`]: ['kafka:DescribeCluster', 'kafka:DescribeClusterOperation', 'kafka:UpdateBrokerStorage'],
    },
  ],
  lambda: [
    'lambda',
    {
      [`${ARN}:lambda:${HERE}:function:*`]: [
        'lambda:DeleteProvisionedConcurrencyConfig',
        'lambda:GetProvisionedConcurrencyConfig',
        'lambda:PutProvisionedConcurrencyConfig',
      ],
    },
  ],
  sagemaker: [
    'sagemaker',
    {
      [`${ARN}:sagemaker:${HERE}:*`]: [
        'sagemaker:DescribeEndpoint',
        'sagemaker:DescribeEndpointConfig',
        'sagemaker:DescribeInferenceComponent',
        'sagemaker:UpdateEndpointWeightsAndCapacities',
        'sagemaker:UpdateInferenceComponentRuntimeConfig',
      ],
    },
  ],
  appstream: [
    'appstream',
    { [`${ARN}:appstream:${HERE}:fleet/*`]: ['appstream:DescribeFleets', 'appstream:UpdateFleet'] },
  ],
  spot: [
    'ec2',
    {
      '*': ['ec2:DescribeSpotFleetRequests'],
      [`${ARN}:ec2:${HERE}:spot-fleet-request/*`]: ['ec2:ModifySpotFleetRequest'],
    },
  ],
  emr: [
    'elasticmapreduce',
    {
      [`${ARN}:elasticmapreduce:${HERE}:cluster/*`]: [
        'elasticmapreduce:ListInstanceGroups',
        'elasticmapreduce:ModifyInstanceGroups',
      ],
    },
  ],
  comprehend: [
    'comprehend',
    { [`${ARN}:comprehend:${HERE}:*-endpoint/*`]: ['comprehend:DescribeEndpoint', 'comprehend:UpdateEndpoint'] },
  ],
  custom: ['custom-resource', { [`${ARN}:execute-api:${HERE}:*`]: ['execute-api:Invoke'] }],
  workspaces: [
    'workspaces',
    {
      [`${ARN}:workspaces:${HERE}:workspacespool/*`]: [
        'workspaces:DescribeWorkspacesPools',
        'workspaces:UpdateWorkspacesPool',
      ],
    },
  ],
};
// Where Bellhop itself sets the number, the resource needs the tag; of the others, Application Auto Scaling's target.
const SET_BY_ITS_SERVICE = ['lambda', 'sagemaker', 'spot', 'emr', 'comprehend', 'workspaces'];
const LOOKS = /:(Describe|Get|List)/;
const UNKNOWN = (kind) => `The parameter scale-numbers has "${kind}"; it may have ${Object.keys(KINDS).join(', ')}.`;

// Application Auto Scaling asks RDS whether the caller may tag an instance of an account that is nobody's.
function replicas(more) {
  return {
    [`${ARN}:rds:${HERE}:*`]: [
      'rds:CreateDBInstance',
      'rds:DeleteDBInstance',
      'rds:DescribeDBClusters',
      'rds:DescribeDBInstances',
      ...more,
    ],
    [`${ARN}:rds:*:*:db:*`]: ['rds:AddTagsToResource'],
  };
}

const allow = (action, resource, condition) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource === '*' ? resource : { 'Fn::Sub': resource },
  ...(condition && { Condition: condition }),
});

const allowed = (kind, [resource, actions], tagged) => {
  if (!tagged || !SET_BY_ITS_SERVICE.includes(kind)) return [allow(actions, resource)];
  const [looks, changes] = [actions.filter((action) => LOOKS.test(action)), actions.filter((action) => !LOOKS.test(action))];
  return [...(looks.length ? [allow(looks, resource)] : []), ...(changes.length ? [allow(changes, resource, tagged)] : [])];
};

const asked = async (resolveVariable) =>
  String(await resolveVariable('param:scale-numbers'))
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind) => kind && kind !== 'no');

module.exports = async ({ resolveVariable }) => {
  const kinds = await asked(resolveVariable);
  if (!kinds.length) return { Ref: 'AWS::NoValue' };
  for (const kind of kinds) if (!KINDS[kind]) throw new Error(UNKNOWN(kind));
  const namespaces = kinds.map((kind) => KINDS[kind][0]);
  const tagged = await require('./scale-tag.js').tagged({ resolveVariable });
  const tag = tagged.StringEquals;
  const of = { StringEquals: { 'application-autoscaling:service-namespace': namespaces, ...tag } };
  const changes = ['RegisterScalableTarget', 'PutScheduledAction', 'DeleteScheduledAction'];
  const looks = ['ScalableTargets', 'ScalingActivities', 'ScalingPolicies', 'ScheduledActions'];
  const named = (names) => names.map((name) => `application-autoscaling:${name}`);
  const services = kinds.flatMap((kind) => Object.entries(KINDS[kind][1]).flatMap((entry) => allowed(kind, entry, tag && tagged)));
  return {
    PolicyName: 'numbers',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        allow(named(changes), `${ARN}:application-autoscaling:${HERE}:scalable-target/*`, of),
        allow(named(looks.map((look) => `Describe${look}`)), '*'), // lists have no resource
        ...services,
      ],
    },
  };
};
