package localdb

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// The sets of values that a request's members may have, in the order in which DynamoDB lists them when
// a value is none of them. The order is the service's own: neither the SDK's nor the alphabet's.
var (
	billingModes = []types.BillingMode{types.BillingModeProvisioned, types.BillingModePayPerRequest}
	keyTypes     = []types.KeyType{types.KeyTypeHash, types.KeyTypeRange}
	scalarTypes  = []types.ScalarAttributeType{types.ScalarAttributeTypeB, types.ScalarAttributeTypeN, types.ScalarAttributeTypeS}
	projections  = []types.ProjectionType{types.ProjectionTypeAll, types.ProjectionTypeInclude, types.ProjectionTypeKeysOnly}
	tableClasses = []types.TableClass{types.TableClassStandard, types.TableClassStandardInfrequentAccess}
	sseTypes     = []types.SSEType{types.SSETypeAes256, types.SSETypeKms}
	streamViews  = []types.StreamViewType{
		types.StreamViewTypeNewImage, types.StreamViewTypeOldImage, types.StreamViewTypeNewAndOldImages, types.StreamViewTypeKeysOnly,
	}

	capacityLevels   = []types.ReturnConsumedCapacity{types.ReturnConsumedCapacityIndexes, types.ReturnConsumedCapacityTotal, types.ReturnConsumedCapacityNone}
	metricsLevels    = []types.ReturnItemCollectionMetrics{types.ReturnItemCollectionMetricsSize, types.ReturnItemCollectionMetricsNone}
	returnValues     = []types.ReturnValue{types.ReturnValueAllNew, types.ReturnValueUpdatedOld, types.ReturnValueAllOld, types.ReturnValueNone, types.ReturnValueUpdatedNew}
	onFailures       = []types.ReturnValuesOnConditionCheckFailure{types.ReturnValuesOnConditionCheckFailureAllOld, types.ReturnValuesOnConditionCheckFailureNone}
	selects          = []types.Select{types.SelectSpecificAttributes, types.SelectCount, types.SelectAllAttributes, types.SelectAllProjectedAttributes}
	conditionalOps   = []types.ConditionalOperator{types.ConditionalOperatorOr, types.ConditionalOperatorAnd}
	attributeActions = []types.AttributeAction{types.AttributeActionAdd, types.AttributeActionDelete, types.AttributeActionPut}
	comparisons      = []types.ComparisonOperator{
		types.ComparisonOperatorIn, types.ComparisonOperatorNull, types.ComparisonOperatorBetween, types.ComparisonOperatorLt,
		types.ComparisonOperatorNotContains, types.ComparisonOperatorEq, types.ComparisonOperatorGt, types.ComparisonOperatorNotNull,
		types.ComparisonOperatorNe, types.ComparisonOperatorLe, types.ComparisonOperatorBeginsWith, types.ComparisonOperatorGe,
		types.ComparisonOperatorContains,
	}
)
