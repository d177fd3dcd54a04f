package differential

import (
	"strings"
)

func nested(depth int) string {
	return strings.Repeat(`{"L":[`, depth) + `{"S":"x"}` + strings.Repeat(`]}`, depth)
}

func nestedMaps(depth int) string {
	return strings.Repeat(`{"M":{"k":`, depth) + `{"S":"x"}` + strings.Repeat(`}}`, depth)
}

var puts = family{"PutItem", []scenario{
	{
		name: "values", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":%}}`,
				`{"S":""}`, `{"S":"x"}`, `{"S":"é\u0000\"\\"}`, `{"S":"😀"}`, `{"B":""}`, `{"B":"AQID"}`, `{"B":"AQI"}`, `{"B":"A"}`, `{"B":"!!!!"}`, `{"B":"AQ=="}`, `{"B":"AQ"}`, `{"B":"_-8="}`, `{"B":"AR=="}`,
				`{"BOOL":true}`, `{"BOOL":false}`, `{"BOOL":"true"}`, `{"BOOL":null}`, `{"BOOL":1}`, `{"NULL":true}`, `{"NULL":false}`, `{"NULL":"x"}`,
				`{"L":[]}`, `{"M":{}}`, `{"M":{"":{"S":"x"}}}`, `{"M":{"a":{"S":""}}}`, `{"M":{"a":{}}}`, `{"L":[{}]}`, `{"L":[null]}`, `{"M":{"a":null}}`, `{"L":null}`, `{"M":null}`, `{"L":{}}`, `{"M":[]}`,
				`{"SS":[]}`, `{"NS":[]}`, `{"BS":[]}`, `{"SS":["a","a"]}`, `{"SS":["a","b","a","b"]}`, `{"NS":["1","1.0"]}`, `{"NS":["1","01"]}`, `{"NS":["1","2"]}`, `{"BS":["AQ==","AQ=="]}`, `{"BS":["AQ==","Ag=="]}`,
				`{"SS":[""]}`, `{"SS":["","a"]}`, `{"BS":[""]}`, `{"NS":[""]}`, `{"NS":["x"]}`, `{"SS":[null]}`, `{"SS":"a"}`, `{"SS":[1]}`, `{"NS":[1]}`,
				`{"S":"a","N":"1"}`, `{"S":"a","S":"b"}`, `{}`, `null`, `"x"`, `[]`, `1`, `{"X":"a"}`, `{"S":null}`, `{"S":1}`, `{"N":1}`, `{"N":null}`, `{"N":""}`, `{"N":" "}`,
				`{"S":"a","L":[]}`, `{"L":[{"S":"a","N":"1"}]}`, `{"L":[{"N":"x"}]}`, `{"M":{"a":{"SS":[]}}}`, `{"M":{"a":{"L":[{"NS":["1","1"]}]}}}`, `{"M":{"a":{"N":"1e200"}}}`,
			),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":{"N":"%"}}}`,
				`0`, `-0`, `0.0`, `00`, `-0.000`, `1`, `-1`, `+1`, `1.`, `.5`, `-.5`, `1.0`, `1.50`, `01`, `100`, `1e2`, `1E2`, `1e+2`, `1e-2`, `1e`, `e1`, `1e1.5`, ` 1`, `1 `, `1 2`, `--1`, `1-`, `0x10`, `1_000`, `1,000`, `NaN`, `Infinity`, `-Infinity`, `inf`, `١`,
				`12345678901234567890123456789012345678`, `123456789012345678901234567890123456789`, `-12345678901234567890123456789012345678`, `-123456789012345678901234567890123456789`,
				`1234567890123456789012345678901234567800000`, `1234567890123456789012345678901234567890`, `100000000000000000000000000000000000000000000000000`,
				`0.12345678901234567890123456789012345678`, `0.123456789012345678901234567890123456789`, `0.000012345678901234567890123456789012345678`, `1.2345678901234567890123456789012345678`, `1.23456789012345678901234567890123456789`,
				`1.000000000000000000000000000000000000000000000000`, `99999999999999999999999999999999999999`, `0.99999999999999999999999999999999999999`,
				`1e125`, `9.9e125`, `9.9999999999999999999999999999999999999e125`, `1e126`, `10e125`, `-1e126`, `-9.9999999999999999999999999999999999999e125`, `1e-130`, `1e-131`, `0.1e-129`, `0.1e-130`, `-1e-130`, `-1e-131`, `1.5e-130`, `1.23e-130`, `1e99999`, `1e-99999`, `0e999`, `0e-999`, `1e2147483648`, `0.0000000000000000000000000000000000000000000000000000000001`, `1e20`, `1e21`, `1e22`, `123e-5`, `1e-7`, `1e-10`, `123456.789e3`, `1E-05`, `<<1*38>>`, `<<1*39>>`, `<<0*500>>1`, `1<<0*125>>`, `1<<0*126>>`, `<<9*200>>`,
			),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":{"NS":["%"]}}}`,
				`1","1e0`, `1","2","3","2`, `0","-0`, `1e-131`, `123456789012345678901234567890123456789`, `10","1e1`, `1.10`, `x","y`),
			named("nesting 31", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nested(31)+`}}`),
			named("nesting 32", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nested(32)+`}}`),
			named("nesting 33", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nested(33)+`}}`),
			named("nesting 30 of maps", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nestedMaps(30)+`}}`),
			named("nesting 31 of maps", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nestedMaps(31)+`}}`),
			named("nesting 32 of maps", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nestedMaps(32)+`}}`),
			named("nesting 33 of maps", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+nestedMaps(33)+`}}`),
			named("nesting 31 in a set's place", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+strings.Replace(nested(31), `{"S":"x"}`, `{"SS":["x"]}`, 1)+`}}`),
			named("nesting 32 of empty lists", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+strings.Replace(nested(32), `{"S":"x"}`, ``, 1)+`}}`),
			named("nesting 33 of empty lists", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"v"},"v":`+strings.Replace(nested(33), `{"S":"x"}`, ``, 1)+`}}`),
			each("GetItem", `{"TableName":"@t","Key":{"pk":%}}`, `{"S":"a"}`),
		),
	},
	{
		name: "keys", tables: []string{hashTable},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":%}`,
				`{}`, `null`, `[]`, `{"x":{"S":"a"}}`, `{"pk":{"S":""}}`, `{"pk":{"N":"1"}}`, `{"pk":{"B":"AQ=="}}`, `{"pk":{"NULL":true}}`, `{"pk":{"SS":["a"]}}`, `{"pk":{"L":[]}}`, `{"pk":{"BOOL":true}}`, `{"pk":{}}`, `{"pk":null}`, `{"pk":{"S":"a"},"":{"S":"x"}}`, `{"PK":{"S":"a"}}`, `{"pk":{"S":"a"},"<<n*255>>":{"S":"x"}}`, `{"pk":{"S":"a"},"<<n*65535>>":{"S":"x"}}`, `{"pk":{"S":"a"},"<<n*65536>>":{"S":"x"}}`,
				`{"pk":{"S":"<<k*2048>>"}}`, `{"pk":{"S":"<<k*2049>>"}}`, `{"pk":{"S":"<<é*1024>>"}}`, `{"pk":{"S":"<<é*1025>>"}}`, `{"pk":{"S":" "}}`, `{"pk":{"S":"\u0000"}}`,
				`{"pk":{"S":"a"},"pk":{"S":"b"}}`,
			),
			each("PutItem", `{"TableName":"@t",%"Item":{"pk":{"S":"a"}}}`, `"Foo":"bar",`, `"foo":null,`, `"tableName":"x",`),
			ask("PutItem", `{"TableName":"@t"}`),
			ask("PutItem", `{}`),
			ask("PutItem", `{"Item":{"pk":{"S":"a"}}}`),
			ask("PutItem", `{"TableName":"@nowhere","Item":{"pk":{"S":"a"}}}`),
			ask("PutItem", `{"TableName":"@nowhere","Item":{"pk":{"N":"x"}}}`),
			ask("PutItem", `{"TableName":"@nowhere","Item":{"pk":{"S":"a"}},"ConditionExpression":"a ="}`),
			each("PutItem", `{"TableName":"%","Item":{"pk":{"S":"a"}}}`, ``, `a`, `ab`, `a b`, `ab!`, `a/b`, `<<a*256>>`, `arn:aws:dynamodb:us-east-1:000000000000:table/@t`, `arn:aws:dynamodb:ddblocal:000000000000:table/@t`, `arn:aws:dynamodb:us-east-1:000000000000:table/`, `arn:x`),
		),
	},
	{
		name: "composite keys", tables: []string{sortedTable},
		steps: each("PutItem", `{"TableName":"@t","Item":%}`,
			`{"pk":{"S":"a"}}`, `{"sk":{"S":"a"}}`, `{"pk":{"S":"a"},"sk":{"S":""}}`, `{"pk":{"S":""},"sk":{"S":""}}`, `{"pk":{"S":"a"},"sk":{"N":"1"}}`, `{"pk":{"N":"1"},"sk":{"N":"1"}}`, `{"pk":{"S":"a"},"sk":{"NULL":true}}`,
			`{"pk":{"S":"a"},"sk":{"S":"<<k*1024>>"}}`, `{"pk":{"S":"a"},"sk":{"S":"<<k*1025>>"}}`, `{"pk":{"S":"<<k*2049>>"},"sk":{"S":"<<k*1025>>"}}`, `{"pk":{"S":"a"},"sk":{"S":"<<é*512>>"}}`, `{"pk":{"S":"a"},"sk":{"S":"<<é*513>>"}}`, `{"pk":{"S":"a"},"sk":{"S":"b"}}`),
	},
	{
		name: "number keys", tables: []string{numberTable}, items: seeds{"@t": {`{"pk":{"N":"1"},"sk":{"N":"100"},"x":{"S":"old"}}`}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","ReturnValues":"ALL_OLD","Item":{"pk":{"N":"%"},"sk":{"N":"1e2"},"x":{"S":"new"}}}`, `1`, `1.0`, `01`, `1e0`, `+1`, `x`, ``, `1e126`, `123456789012345678901234567890123456789`),
			each("GetItem", `{"TableName":"@t","Key":{"pk":{"N":"%"},"sk":{"N":"1E+2"}}}`, `1`, `1.000`, `0.1e1`, `x`, ``, `1e200`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"1"},"sk":{"S":"1"}}}`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"NS":["1"]},"sk":{"N":"1"}}}`),
		),
	},
	{
		name: "binary keys", tables: []string{binaryTable}, items: seeds{"@t": {`{"pk":{"B":"AQ=="},"sk":{"B":"Ag=="}}`}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"B":"%"},"sk":{"B":"Ag=="}}}`, `AQ==`, ``, `AQ`, `!`, `/w==`, `<<AQID*682>>`, `<<AQID*683>>`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"B":"AQ=="},"sk":{"B":"%"}}}`, ``, `<<AQID*341>>`, `<<AQID*342>>`),
			ask("GetItem", `{"TableName":"@t","Key":{"pk":{"B":"AQ=="},"sk":{"B":"Ag=="}}}`),
			ask("GetItem", `{"TableName":"@t","Key":{"pk":{"S":"AQ=="},"sk":{"B":"Ag=="}}}`),
			ask("GetItem", `{"TableName":"@t","Key":{"pk":{"B":""},"sk":{"B":""}}}`),
		),
	},
	{
		name: "index keys", tables: []string{indexedTable},
		steps: each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"sk":{"S":"b"},%},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE"}`,
			`"g":{"S":"x"}`, `"g":{"S":""}`, `"g":{"N":"1"}`, `"g":{"NULL":true}`, `"g":{"L":[]}`, `"n":{"S":"1"}`, `"n":{"N":"1"}`, `"n":{"NULL":true}`, `"m":{"S":""}`, `"m":{"N":"1"}`, `"h":{"B":""}`, `"h":{"S":"x"}`, `"h":{"B":"AQ=="}`, `"g":{"S":""},"n":{"S":""}`,
			`"g":{"S":"<<k*2048>>"}`, `"g":{"S":"<<k*2049>>"}`, `"m":{"S":"<<k*1024>>"}`, `"m":{"S":"<<k*1025>>"}`, `"g":{"S":"x"},"n":{"N":"1"}`, `"g":{"S":"x"},"n":{"N":"1"},"m":{"S":"q"},"h":{"B":"AQ=="},"x":{"S":"<<x*1500>>"}`, `"g":{"S":"x"},"n":{"S":"1"}`, `"g":{"SS":["x"]}`),
	},
	{
		name: "sizes", tables: []string{hashTable},
		steps: steps(
			// 2 for pk, 1 for a, 1 for v, and the value.
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"v":%},"ReturnConsumedCapacity":"TOTAL"}`,
				`{"S":"<<x*409596>>"}`, `{"S":"<<x*409597>>"}`, `{"S":"<<é*204798>>"}`, `{"S":"<<é*204799>>"}`, `{"S":"<<x*409595>>é"}`,
				`{"L":[{"S":"<<x*409592>>"}]}`, `{"L":[{"S":"<<x*409593>>"}]}`, `{"M":{"k":{"S":"<<x*409591>>"}}}`, `{"M":{"k":{"S":"<<x*409592>>"}}}`,
				`{"SS":["<<x*409595>>","y"]}`, `{"SS":["<<x*409596>>","y"]}`, `{"B":"<<AQID*136532>>"}`, `{"B":"<<AQID*136533>>"}`, `{"L":[{"B":"<<AQID*1365>>"},{"N":"12345678901234567890"},{"BOOL":true},{"NULL":true}]}`),
			// Capacity tells the size to a byte at each kilobyte: 1,024 less 4 of names and key.
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"v":{"S":"<<x*1000>>"},"w":%},"ReturnConsumedCapacity":"TOTAL"}`,
				`{"S":"<<x*19>>"}`, `{"S":"<<x*20>>"}`, `{"S":"<<x*18>>"}`, `{"SS":["<<x*10>>","<<y*9>>"]}`, `{"SS":["<<x*10>>","<<y*10>>"]}`, `{"L":[{"S":"<<x*13>>"},{"S":"z"}]}`, `{"L":[{"S":"<<x*14>>"},{"S":"z"}]}`, `{"L":[{"S":"<<x*12>>"},{"S":"z"}]}`,
				`{"M":{"aa":{"S":"<<x*12>>"}}}`, `{"M":{"aa":{"S":"<<x*13>>"}}}`, `{"M":{"aa":{"S":"<<x*14>>"}}}`, `{"L":[{"L":[{"L":[{"L":[]}]}]}]}`, `{"L":[{"L":[{"L":[{"L":[]},{"S":"abc"}]}]}]}`, `{"L":[{"BOOL":true},{"NULL":true},{"BOOL":false},{"S":"<<x*6>>"}]}`, `{"L":[{"BOOL":true},{"NULL":true},{"BOOL":false},{"S":"<<x*9>>"}]}`),
			sizesOfNumbers(),
		),
	},
	{
		name: "return values", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"new":{"S":"x"}},"ReturnValues":%}`, `"NONE"`, `"ALL_OLD"`, `"ALL_NEW"`, `"UPDATED_OLD"`, `"UPDATED_NEW"`, `"all_old"`, `""`, `null`, `1`, `"X"`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"fresh"}},"ReturnValues":%}`, `"NONE"`, `"ALL_OLD"`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ReturnConsumedCapacity":%}`, `"NONE"`, `"TOTAL"`, `"INDEXES"`, `"X"`, `""`, `null`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ReturnItemCollectionMetrics":%}`, `"NONE"`, `"SIZE"`, `"X"`, `""`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":%}`, `"NONE"`, `"ALL_OLD"`, `"X"`, `"ALL_NEW"`, `""`),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"fresh"}},"ConditionExpression":"attribute_exists(pk)","ReturnConsumedCapacity":"TOTAL","ReturnValuesOnConditionCheckFailure":%}`, `"NONE"`, `"ALL_OLD"`),
			ask("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ReturnValues":"X","ReturnConsumedCapacity":"Y","ReturnItemCollectionMetrics":"Z","ReturnValuesOnConditionCheckFailure":"W","ConditionalOperator":"V"}`),
			ask("PutItem", `{"TableName":"a","Item":{"pk":{"S":"a"}},"ReturnValues":"X"}`),
			ask("PutItem", `{"ReturnValues":"X"}`),
		),
	},
	{
		name: "legacy", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"new":{"S":"x"}},"Expected":%}`, expectations...),
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"new":{"S":"x"}},%}`, expectationMixes...),
		),
	},
}}

// sizesOfNumbers finds by bisection where an item with a number crosses a kilobyte.
func sizesOfNumbers() (all []request) {
	for _, n := range []string{"0", "1", "-1", "12", "-12", "123", "-123", "1234", "12345", "1.5", "0.1", "0.12", "100", "1000", "1e20", "-1e20", "0.001", "1234567890", "123456789012345678901234567890", "-12345678901234567890123456789012345678", "12345678901234567890123456789012345678", "1e-130", "9.9e125"} {
		all = append(all, each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"n":{"N":"`+n+`"},"v":{"S":"<<x*%>>"}},"ReturnConsumedCapacity":"TOTAL"}`,
			"996", "997", "998", "999", "1001", "1005", "1007", "1009", "1010", "1011", "1012", "1013", "1014", "1015", "1016", "1017", "1018")...)
	}
	for i := range all {
		all[i].name = all[i].body[26:90] + all[i].name
	}
	return all
}
