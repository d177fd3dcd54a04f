package differential

import (
	"fmt"
	"strings"
)

// created makes CreateTable of a table @c whose parts may be replaced.
func created(part, with string) string {
	parts := map[string]string{
		"keys":  `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]`,
		"attrs": `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]`,
		"mode":  `"BillingMode":"PAY_PER_REQUEST"`,
		"name":  `"TableName":"@c"`,
		"more":  "",
	}
	parts[part] = with
	var members []string
	for _, name := range []string{"name", "keys", "attrs", "mode", "more"} {
		if parts[name] != "" {
			members = append(members, parts[name])
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// deleteC makes room for the next table of that name.
var deleteC = request{op: "DeleteTable", body: `{"TableName":"@c"}`, tidying: true}

// creations are requests that replace one part of a table by each of the fragments. A table that comes
// into being is deleted again.
func creations(part string, fragments ...string) (requests []request) {
	for _, fragment := range fragments {
		requests = append(requests, named(fragment, "CreateTable", created(part, fragment)), deleteC)
	}
	return requests
}

const (
	attrsPKSK = `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"}]`
	keysPKSK  = `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]`
)

// indexedCreations are creations of a table with keys pk and sk, the attributes g and h, and indexes.
func indexedCreations(fragments ...string) (requests []request) {
	for _, fragment := range fragments {
		body := `{"TableName":"@c","BillingMode":"PAY_PER_REQUEST",` + keysPKSK + `,"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},{"AttributeName":"g","AttributeType":"S"}],` + fragment + `}`
		requests = append(requests, named(fragment, "CreateTable", body), deleteC)
	}
	return requests
}

func gsi(name, keys, projection string) string {
	return fmt.Sprintf(`{"IndexName":%q,"KeySchema":[%s],"Projection":%s}`, name, keys, projection)
}

const (
	hashG   = `{"AttributeName":"g","KeyType":"HASH"}`
	rangeG  = `{"AttributeName":"g","KeyType":"RANGE"}`
	hashPK  = `{"AttributeName":"pk","KeyType":"HASH"}`
	rangeSK = `{"AttributeName":"sk","KeyType":"RANGE"}`
	all     = `{"ProjectionType":"ALL"}`
)

// included is a projection of so many attributes.
func included(first, count int) string {
	var names []string
	for i := range count {
		names = append(names, fmt.Sprintf(`"a%d"`, first+i))
	}
	return `{"ProjectionType":"INCLUDE","NonKeyAttributes":[` + strings.Join(names, ",") + `]}`
}

var creationFamily = family{"CreateTable", []scenario{
	{
		name: "parts", story: false,
		steps: steps(
			creations("more", ``, `"DeletionProtectionEnabled":false`, `"TableClass":"STANDARD"`, `"TableClass":"STANDARD_INFREQUENT_ACCESS"`, `"TableClass":"X"`, `"Tags":[{"Key":"k","Value":"v"}]`, `"Tags":[]`, `"Tags":[{"Key":"k"}]`, `"Tags":[{"Key":"","Value":"v"}]`, `"Tags":[{"Key":"k","Value":"v"},{"Key":"k","Value":"w"}]`, `"SSESpecification":{"Enabled":true}`, `"SSESpecification":{"Enabled":false}`, `"StreamSpecification":{"StreamEnabled":false}`, `"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}`, `"StreamSpecification":{"StreamEnabled":true}`, `"StreamSpecification":{"StreamEnabled":false,"StreamViewType":"NEW_IMAGE"}`, `"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}`, `"ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":0}`, `"GlobalSecondaryIndexes":[]`, `"LocalSecondaryIndexes":[]`, `"GlobalSecondaryIndexes":null`, `"Foo":1`, `"OnDemandThroughput":{"MaxReadRequestUnits":10,"MaxWriteRequestUnits":10}`),
			creations("mode", ``, `"BillingMode":"PROVISIONED"`, `"BillingMode":"X"`, `"BillingMode":""`, `"BillingMode":null`, `"BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6}`, `"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6}`, `"ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":6}`, `"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":0}`, `"ProvisionedThroughput":{"ReadCapacityUnits":-1,"WriteCapacityUnits":-2}`, `"ProvisionedThroughput":{"ReadCapacityUnits":5}`, `"ProvisionedThroughput":{}`, `"ProvisionedThroughput":{"ReadCapacityUnits":40001,"WriteCapacityUnits":40001}`, `"ProvisionedThroughput":{"ReadCapacityUnits":1000000000001,"WriteCapacityUnits":1}`, `"ProvisionedThroughput":{"ReadCapacityUnits":9223372036854775807,"WriteCapacityUnits":1}`),
			creations("keys", ``, `"KeySchema":[]`, `"KeySchema":null`, `"KeySchema":[{"AttributeName":"pk","KeyType":"RANGE"}]`, `"KeySchema":[{"AttributeName":"pk","KeyType":"X"}]`, `"KeySchema":[{"AttributeName":"pk"}]`, `"KeySchema":[{"KeyType":"HASH"}]`, `"KeySchema":[{}]`, `"KeySchema":[{"AttributeName":"","KeyType":"HASH"}]`, `"KeySchema":[{"AttributeName":"<<k*255>>","KeyType":"HASH"}]`, `"KeySchema":[{"AttributeName":"<<k*256>>","KeyType":"HASH"}]`, `"KeySchema":[{"AttributeName":"nope","KeyType":"HASH"}]`, `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"pk","KeyType":"RANGE"}]`, `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"pk","KeyType":"HASH"}]`, `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]`, `"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"},{"AttributeName":"x","KeyType":"RANGE"}]`, keysPKSK+`,`+attrsPKSK),
			creations("attrs", ``, `"AttributeDefinitions":[]`, `"AttributeDefinitions":null`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"B"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"SS"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"BOOL"}]`, `"AttributeDefinitions":[{"AttributeName":"pk"}]`, `"AttributeDefinitions":[{"AttributeType":"S"}]`, `"AttributeDefinitions":[{"AttributeName":"other","AttributeType":"S"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"unused","AttributeType":"S"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"pk","AttributeType":"S"}]`, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"pk","AttributeType":"N"}]`, attrsPKSK, `"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"u1","AttributeType":"S"},{"AttributeName":"u2","AttributeType":"S"}]`),
			creations("name", ``, `"TableName":""`, `"TableName":"a"`, `"TableName":"ab"`, `"TableName":"a b c"`, `"TableName":"a/b/c"`, `"TableName":"é-é-é"`, `"TableName":"<<a*256>>"`, `"TableName":null`, `"TableName":1`, `"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/@c"`),
			ask("CreateTable", created("name", `"TableName":"@<<x*241>>"`)), ask("DeleteTable", `{"TableName":"@<<x*241>>"}`), ask("CreateTable", created("name", `"TableName":"@<<x*242>>"`)),
			ask("CreateTable", `{}`), ask("CreateTable", `{"TableName":"a"}`), ask("CreateTable", `{"TableName":"@c"}`), ask("CreateTable", `{"TableName":"@c","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}`),
			ask("CreateTable", `{"TableName":"a","KeySchema":[],"AttributeDefinitions":[],"BillingMode":"X","ProvisionedThroughput":{"ReadCapacityUnits":-1}}`),
		),
	},
	{
		name: "indexes",
		steps: steps(
			indexedCreations(
				`"GlobalSecondaryIndexes":[`+gsi("byG", hashG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG+","+rangeSK, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG+`,{"AttributeName":"pk","KeyType":"RANGE"}`, `{"ProjectionType":"KEYS_ONLY"}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, all)+`,`+gsi("byG", hashG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, all)+`,`+gsi("byG2", hashG, all)+`]`,
				`"GlobalSecondaryIndexes":[`+gsi("ab", hashG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("", hashG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("by G", hashG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", ``, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", rangeG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG+","+rangeG, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG+","+rangeSK+","+rangeSK, all)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", `{"AttributeName":"nope","KeyType":"HASH"}`, all)+`]`, `"GlobalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[`+hashG+`]}]`, `"GlobalSecondaryIndexes":[{"IndexName":"byG","Projection":`+all+`}]`, `"GlobalSecondaryIndexes":[{"KeySchema":[`+hashG+`],"Projection":`+all+`}]`, `"GlobalSecondaryIndexes":[{}]`,
				`"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"X"}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE"}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":[]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","x"]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":["g","pk"]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":[""]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"ALL","NonKeyAttributes":["x"]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, `{"ProjectionType":"KEYS_ONLY","NonKeyAttributes":["x"]}`)+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, included(0, 20))+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, included(0, 21))+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, included(0, 100))+`]`, `"GlobalSecondaryIndexes":[`+gsi("byG", hashG, included(0, 101))+`]`,
				`"GlobalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[`+hashG+`],"Projection":`+all+`,"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}]`,
				`"GlobalSecondaryIndexes":[`+listed(20, gsi("by%d", hashG, all))+`]`, `"GlobalSecondaryIndexes":[`+listed(21, gsi("by%d", hashG, all))+`]`,
				`"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashG+","+rangeSK, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeSK, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`,`+gsi("byG", hashPK+","+rangeG, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`],"GlobalSecondaryIndexes":[`+gsi("byG", hashG, all)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`],"GlobalSecondaryIndexes":[`+gsi("byGG", hashG, all)+`]`, `"LocalSecondaryIndexes":[`+listed(5, gsi("by%d", hashPK+","+rangeG, all))+`]`, `"LocalSecondaryIndexes":[`+listed(6, gsi("by%d", hashPK+","+rangeG, all))+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, `{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","y"]}`)+`]`, `"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, `{"ProjectionType":"KEYS_ONLY"}`)+`]`, `"LocalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[`+hashPK+`,`+rangeG+`]}]`, `"LocalSecondaryIndexes":[{}]`, `"LocalSecondaryIndexes":[`+gsi("byG", rangeG+","+hashPK, all)+`]`,
				`"SSESpecification":null`),
			named("local index without sort key", "CreateTable", `{"TableName":"@c","BillingMode":"PAY_PER_REQUEST","KeySchema":[`+hashPK+`],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"LocalSecondaryIndexes":[`+gsi("byG", hashPK+","+rangeG, all)+`]}`),
			deleteC,
			named("provisioned index", "CreateTable", `{"TableName":"@c","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},"KeySchema":[`+hashPK+`],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexes":[{"IndexName":"byG","KeySchema":[`+hashG+`],"Projection":`+all+`,"ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4}}]}`),
			deleteC,
			named("provisioned table, index without", "CreateTable", `{"TableName":"@c","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},"KeySchema":[`+hashPK+`],"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],"GlobalSecondaryIndexes":[`+gsi("byG", hashG, all)+`]}`),
			deleteC,
		),
	},
	{
		name: "again", tables: []string{hashTable}, story: true,
		steps: steps(
			ask("CreateTable", hashTable), ask("DescribeTable", `{"TableName":"@t"}`), ask("DeleteTable", `{"TableName":"@t"}`), ask("DeleteTable", `{"TableName":"@t"}`), ask("DescribeTable", `{"TableName":"@t"}`), ask("CreateTable", hashTable), ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}}}`), ask("DeleteTable", `{"TableName":"@t"}`), ask("CreateTable", hashTable), ask("Scan", `{"TableName":"@t"}`),
		),
	},
}}
