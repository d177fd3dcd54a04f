package differential

// The tables of the corpus. All are @t, so that requests read alike.
const (
	// hashTable has the partition key pk, a string.
	hashTable = `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}`

	// otherTable is the table @u beside @t, with numbers for keys.
	otherTable = `{"TableName":"@u","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"id","KeyType":"HASH"},{"AttributeName":"at","KeyType":"RANGE"}],
		"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"N"},{"AttributeName":"at","AttributeType":"N"}]}`

	// sortedTable has a partition and a sort key, both strings.
	sortedTable = `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}]}`

	numberTable = `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"},{"AttributeName":"sk","AttributeType":"N"}]}`

	binaryTable = `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"B"},{"AttributeName":"sk","AttributeType":"B"}]}`

	// indexedTable has global indexes by g and n (all attributes), by g (keys only) and by h (some
	// attributes), and local indexes by n (all) and by m (keys only).
	indexedTable = `{"TableName":"@t","BillingMode":"PAY_PER_REQUEST",
		"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"},
			{"AttributeName":"g","AttributeType":"S"},{"AttributeName":"h","AttributeType":"B"},
			{"AttributeName":"n","AttributeType":"N"},{"AttributeName":"m","AttributeType":"S"}],
		"GlobalSecondaryIndexes":[
			{"IndexName":"byGN","KeySchema":[{"AttributeName":"g","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}},
			{"IndexName":"byG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}},
			{"IndexName":"byH","KeySchema":[{"AttributeName":"h","KeyType":"HASH"},{"AttributeName":"pk","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x","y"]}}],
		"LocalSecondaryIndexes":[
			{"IndexName":"byN","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}},
			{"IndexName":"byM","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"m","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}]}`
)

// everyType is an item with an attribute of every type.
const everyType = `{"pk":{"S":"a"},"s":{"S":"text"},"n":{"N":"5"},"b":{"B":"AQID"},"t":{"BOOL":true},"f":{"BOOL":false},"z":{"NULL":true},
	"ss":{"SS":["x","y","z"]},"ns":{"NS":["1","2","3"]},"bs":{"BS":["AQ==","Ag=="]},
	"l":{"L":[{"S":"l0"},{"N":"1"},{"L":[{"S":"deep"}]},{"M":{"k":{"S":"v"}}}]},
	"m":{"M":{"a":{"N":"1"},"b":{"M":{"c":{"L":[{"N":"7"},{"N":"8"}]}}},"size":{"S":"q"}}},"e":{"S":""},"el":{"L":[]},"em":{"M":{}}}`

// indexedItems are a few items for indexedTable: some are in all its indexes, some in none.
var indexedItems = []string{
	`{"pk":{"S":"a"},"sk":{"S":"1"},"g":{"S":"x"},"n":{"N":"3"},"m":{"S":"mm"},"h":{"B":"AQ=="},"x":{"S":"xx"},"y":{"N":"1"},"w":{"S":"wide"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"2"},"g":{"S":"x"},"n":{"N":"-1.5"},"m":{"S":"m"},"h":{"B":"Ag=="},"x":{"S":"xy"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"3"},"g":{"S":"x"},"n":{"N":"10"},"w":{"S":"v"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"4"},"n":{"N":"200"},"m":{"S":"a"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"5"},"g":{"S":"y"}}`,
	`{"pk":{"S":"a"},"sk":{"S":"6"}}`,
	`{"pk":{"S":"b"},"sk":{"S":"1"},"g":{"S":"y"},"n":{"N":"0"},"m":{"S":"z"},"h":{"B":"AQ=="},"y":{"L":[{"S":"q"}]}}`,
	`{"pk":{"S":"b"},"sk":{"S":"10"},"g":{"S":"z"},"n":{"N":"1e2"}}`,
	`{"pk":{"S":"c"},"sk":{"S":"é"},"h":{"B":"/w=="},"m":{"S":"é"}}`,
}
