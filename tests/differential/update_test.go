package differential

// updates are update expressions for the item everyType, good and bad.
var updates = []string{
	// SET.
	`SET x = :x`, `SET s = :x`, `SET x = s`, `SET x = nope`, `SET x = :x, y = :n5`, `SET x = s, s = :x`, `SET s = n, n = s`, `set x = :x`, `Set x = :x`, `SET n = n + :n1`, `SET n = n - :n9`, `SET n = :n1 + :n9`, `SET n = :n1 + n`, `SET n = n + n`, `SET n = n + :n1 + :n1`, `SET n = n + :text`, `SET n = s + :n1`, `SET n = nope + :n1`, `SET n = :text + :n1`, `SET n = n * :n1`, `SET n = n / :n1`, `SET n = -:n1`, `SET n = (n + :n1)`, `SET n = (n) + (:n1)`, `SET n = n+:n1`, `SET n = n -:n1`, `SET n=n-:n1`, `SET x = :n9 - :n50`, `SET n += :n1`, `SET n = ss + :n1`,
	`SET x = if_not_exists(x, :x)`, `SET s = if_not_exists(s, :x)`, `SET s = if_not_exists(nope, :x)`, `SET s = if_not_exists(nope, n)`, `SET s = if_not_exists(nope, nope)`, `SET s = if_not_exists(:x, :x)`, `SET n = if_not_exists(n, :n0) + :n1`, `SET c = if_not_exists(c, :n0) + :n1`, `SET x = if_not_exists(x, if_not_exists(s, :x))`, `SET x = if_not_exists(m.b.c[0], :x)`, `SET x = if_not_exists(x)`, `SET x = if_not_exists(x, :x, :x)`, `SET x = if_not_exists(x, :n1 + :n1)`, `SET x = if_not_exists(x, list_append(l, l))`,
	`SET l = list_append(l, :l)`, `SET l = list_append(:l, l)`, `SET l = list_append(:l, :l)`, `SET x = list_append(l, el)`, `SET x = list_append(nope, :l)`, `SET x = list_append(if_not_exists(x, :el), :l)`, `SET x = list_append(s, :l)`, `SET x = list_append(:x, :l)`, `SET x = list_append(l, :ss)`, `SET x = list_append(l)`, `SET x = list_append(list_append(l, l), :l)`, `SET l[0] = list_append(l, :l)`, `SET x = list_append(l, :l) + :n1`,
	`SET l[0] = :x`, `SET l[1] = l[0]`, `SET l[9] = :x`, `SET l[9] = :x, l[7] = :n1`, `SET l[9] = :n1, l[8] = :x`, `SET l[2][0] = :x`, `SET l[2][5] = :x`, `SET l[3].k = :x`, `SET l[3].new = :x`, `SET l[0].k = :x`, `SET l[0][0] = :x`, `SET l[9].k = :x`, `SET l.k = :x`, `SET el[0] = :x`, `SET el[5] = :x`, `SET nope[0] = :x`, `SET s[0] = :x`, `SET ss[0] = :x`, `SET l[-1] = :x`, `SET l[0], l[1] = :x`, `SET l[0] = l[1], l[1] = l[0]`,
	`SET m.a = :x`, `SET m.new = :x`, `SET m.b.c[0] = :x`, `SET m.b.c[9] = :x`, `SET m.b.new = m.a`, `SET m.nope.x = :x`, `SET nope.x = :x`, `SET s.x = :x`, `SET em.x = :x`, `SET #m.#a = :x`, `SET #dot = :x`, `SET m.#size = :x`, `SET m.size = :x`, `SET m = :m`, `SET m.a = m`, `SET m.b = m.b.c`, `SET x = m.b.c[1]`, `SET x = m`,
	`SET x = size(s)`, `SET x = attribute_exists(s)`, `SET x = foo(s)`, `SET x = :undefined`, `SET #undefined = :x`, `SET name = :x`, `SET m.name = :x`, `SET x = 5`, `SET x = 'a'`, `SET x`, `SET`, `SET x =`, `SET = :x`, `SET :x = s`, `SET x = :x,`, `SET , x = :x`, `SET x = :x y = :x`, `SET x = :x; SET y = :x`, `SET x = s = :x`, `SET x == :x`, `SET (x) = :x`, `SET x = (:x)`, `SET x = ((s))`, `SET x = null`,
	// Overlaps.
	`SET x = :x, x = :n1`, `SET x = :x REMOVE x`, `SET m.a = :x, m.a = :n1`, `SET m = :m, m.a = :x`, `SET m.a = :x, m = :m`, `SET m.b.c[0] = :x, m.b = :m`, `SET l[0] = :x, l[0] = :n1`, `SET l[0] = :x REMOVE l[0]`, `SET l[0] = :x REMOVE l[1]`, `SET l[0] = :x REMOVE l`, `SET m[0] = :x, m.a = :x`, `SET m.a = :x, m[0] = :x`, `SET #s = :x, s = :n1`, `SET m.a = :x, m.b = :x`, `REMOVE m, m.a`, `REMOVE x, x`, `ADD n :n1 SET n = :n1`, `DELETE ss :ss1 ADD ss :ss1`, `SET l = :l, l[0].k = :x`, `SET m.a = :x, m.b.c[0] = :x, m.b.c[0].d = :x`,
	// REMOVE.
	`REMOVE s`, `REMOVE s, n`, `REMOVE nope`, `REMOVE m.a`, `REMOVE m.b.c[0]`, `REMOVE m.nope`, `REMOVE m.nope.x`, `REMOVE nope.x`, `REMOVE s.x`, `REMOVE l[0]`, `REMOVE l[0], l[1]`, `REMOVE l[1], l[0]`, `REMOVE l[0], l[2], l[3]`, `REMOVE l[9]`, `REMOVE s[0]`, `REMOVE l[3].k`, `REMOVE m.b.c[0], m.b.c[1]`, `REMOVE :x`, `REMOVE`, `REMOVE s n`, `REMOVE s,`, `remove s`, `REMOVE #s`, `REMOVE s = :x`, `REMOVE l[0] SET l[1] = :x`, `REMOVE l[0] SET l[9] = :x`, `REMOVE name`, `REMOVE ss[0]`,
	// ADD.
	`ADD n :n1`, `ADD c :n1`, `ADD n :text`, `ADD s :n1`, `ADD s :text`, `ADD ss :ss`, `ADD ss :ss1`, `ADD newss :ss1`, `ADD ns :ns`, `ADD bs :bs`, `ADD ss :ns`, `ADD ss :x`, `ADD n :ns`, `ADD n n`, `ADD n :n1 + :n1`, `ADD m.a :n1`, `ADD m.new :n1`, `ADD m.nope.x :n1`, `ADD l[1] :n1`, `ADD l[9] :n1`, `ADD l :l`, `ADD l :n1`, `ADD m :m`, `ADD n :n1, c :n1`, `ADD n :n1 c :n1`, `ADD n`, `ADD`, `ADD n = :n1`, `ADD n :n1 ADD c :n1`, `add n :n1`, `ADD z :n1`, `ADD nope.x :n1`, `ADD x :null`, `ADD x :el`, `ADD x :true`, `ADD nope :text`,
	// DELETE.
	`DELETE ss :ss1`, `DELETE ss :ss`, `DELETE ns :ns`, `DELETE bs :bs`, `DELETE ss :ns`, `DELETE ss :x`, `DELETE nope :ss1`, `DELETE s :ss1`, `DELETE n :n1`, `DELETE l :l`, `DELETE ss`, `DELETE`, `DELETE ss ss`, `DELETE m.a :ss1`, `DELETE m.nope :ss1`, `DELETE m.nope.x :ss1`, `DELETE ss :ss1, ns :ns`, `delete ss :ss1`, `DELETE ss :ss1 DELETE ns :ns`, `DELETE s :text`, `DELETE n :ns`,
	// Several clauses, and what is none.
	`SET x = :x REMOVE s ADD n :n1 DELETE ss :ss1`, `DELETE ss :ss1 ADD n :n1 REMOVE s SET x = :x`, `SET x = :x SET y = :x`, `REMOVE s REMOVE n`, `SET x = :x REMOVE`, `x = :x`, ``, ` `, `FOO x = :x`, `SET x = :x FOO y`, `SET x = :x AND y = :x`, `SETx = :x`, "SET\tx\n=\r:x", `SET x = :x REMOVE s,`, `SET x = l[0] REMOVE l`, `SET x = m.a REMOVE m.a`,
	// Keys.
	`SET pk = :x`, `SET pk = :a`, `SET #pk = :x`, `REMOVE pk`, `ADD pk :n1`, `DELETE pk :ss1`, `SET pk.x = :x`, `SET x = pk`, `SET pk[0] = :x`, `SET x = :x, pk = :x, name = :x`,
	// Wrong values.
	`SET x = :te`, `SET x = :empty`, `SET x = :em`, `SET x = :ss`, `SET x = :null`,
}

var updateFamily = family{"UpdateItem", []scenario{
	{
		name: "expressions", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: expressed("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_NEW","UpdateExpression":%}`, updates...),
	},
	{
		name: "expressions on nothing", tables: []string{hashTable},
		steps: expressed("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"new"}},"ReturnValues":"ALL_NEW","ReturnConsumedCapacity":"TOTAL","UpdateExpression":%}`,
			`SET x = :x`, `REMOVE x`, `ADD n :n1`, `ADD ss :ss1`, `DELETE ss :ss1`, `SET l[0] = :x`, `SET m.a = :x`, `SET x = y`, `SET n = n + :n1`, `SET n = if_not_exists(n, :n5) - :n1`, `REMOVE m.a`, `REMOVE l[0]`, `SET x = :x REMOVE y`, `SET x = :x, y = if_not_exists(x, :n1)`, `ADD n :text`, `SET pk = :x`, `ADD m.a :n1`, `DELETE m.a :ss1`, `SET x = pk`, `SET x = if_not_exists(pk, :x)`),
	},
	{
		name: "numbers", tables: []string{hashTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"n":{"N":"0.1"},"big":{"N":"99999999999999999999999999999999999999"},"huge":{"N":"9.9999999999999999999999999999999999999e125"},"tiny":{"N":"1e-130"},"neg":{"N":"-5"}}`}},
		steps: steps(
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_NEW",%}`,
				`"UpdateExpression":"SET n = n + :v","ExpressionAttributeValues":{":v":{"N":"0.2"}}`, `"UpdateExpression":"SET n = n - :v","ExpressionAttributeValues":{":v":{"N":"0.1"}}`, `"UpdateExpression":"SET n = n - :v","ExpressionAttributeValues":{":v":{"N":"1e-38"}}`, `"UpdateExpression":"SET n = n - :v","ExpressionAttributeValues":{":v":{"N":"1e-39"}}`, `"UpdateExpression":"SET n = n + :v","ExpressionAttributeValues":{":v":{"N":"1e37"}}`, `"UpdateExpression":"SET n = n + :v","ExpressionAttributeValues":{":v":{"N":"1e36"}}`, `"UpdateExpression":"SET big = big + :v","ExpressionAttributeValues":{":v":{"N":"1"}}`, `"UpdateExpression":"SET big = big + :v","ExpressionAttributeValues":{":v":{"N":"2"}}`, `"UpdateExpression":"SET big = big + :v","ExpressionAttributeValues":{":v":{"N":"0.1"}}`, `"UpdateExpression":"SET huge = huge + huge"`, `"UpdateExpression":"SET huge = huge - huge"`, `"UpdateExpression":"SET tiny = tiny - tiny"`, `"UpdateExpression":"SET n = huge + tiny"`, `"UpdateExpression":"SET tiny = tiny - :v","ExpressionAttributeValues":{":v":{"N":"1.1e-130"}}`, `"UpdateExpression":"ADD neg :v","ExpressionAttributeValues":{":v":{"N":"5.0"}}`, `"UpdateExpression":"ADD n :v","ExpressionAttributeValues":{":v":{"N":"1.90"}}`, `"UpdateExpression":"ADD huge :v","ExpressionAttributeValues":{":v":{"N":"9e125"}}`, `"UpdateExpression":"ADD big :v","ExpressionAttributeValues":{":v":{"N":"1e-10"}}`, `"UpdateExpression":"ADD n :v","ExpressionAttributeValues":{":v":{"N":"1e40"}}`, `"UpdateExpression":"ADD x :v","ExpressionAttributeValues":{":v":{"N":"1.50e3"}}`, `"UpdateExpression":"ADD x :v","ExpressionAttributeValues":{":v":{"N":"1e126"}}`, `"UpdateExpression":"SET n = :v - :v","ExpressionAttributeValues":{":v":{"N":"-0"}}`),
		),
	},
	{
		name: "return values", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET m.a = :x, l[1] = :x, s = :x, nw = :x REMOVE n, l[0], m.b.c[0], nope ADD ns :n DELETE ss :d","ExpressionAttributeValues":{":x":{"S":"X"},":n":{"NS":["9"]},":d":{"SS":["x"]}},%}`,
				`"ReturnValues":"NONE"`, `"ReturnValues":"ALL_OLD"`, `"ReturnValues":"ALL_NEW"`, `"ReturnValues":"UPDATED_OLD"`, `"ReturnValues":"UPDATED_NEW"`, `"ReturnValues":"X"`, `"ReturnValues":""`, `"ReturnValues":null`, `"ReturnConsumedCapacity":"TOTAL"`, `"ReturnConsumedCapacity":"INDEXES"`, `"ReturnItemCollectionMetrics":"SIZE"`, `"ReturnValuesOnConditionCheckFailure":"ALL_OLD"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"fresh"}},"UpdateExpression":"SET x = :x","ExpressionAttributeValues":{":x":{"S":"X"}},%}`, `"ReturnValues":"NONE"`, `"ReturnValues":"ALL_OLD"`, `"ReturnValues":"ALL_NEW"`, `"ReturnValues":"UPDATED_OLD"`, `"ReturnValues":"UPDATED_NEW"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"fresh"}},%}`, `"ReturnValues":"NONE"`, `"ReturnValues":"ALL_OLD"`, `"ReturnValues":"ALL_NEW"`, `"ReturnValues":"UPDATED_OLD"`, `"ReturnValues":"UPDATED_NEW"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},%}`, `"ReturnValues":"ALL_OLD"`, `"ReturnValues":"ALL_NEW"`, `"ReturnValues":"UPDATED_OLD"`, `"ReturnValues":"UPDATED_NEW"`, `"ConditionExpression":"attribute_exists(pk)"`, `"ConditionExpression":"attribute_not_exists(pk)"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_OLD","UpdateExpression":%}`, `"REMOVE nope"`, `"REMOVE s"`, `"REMOVE m.a"`, `"REMOVE m.b.c[0]"`, `"REMOVE l[0], l[2]"`, `"REMOVE m.b.c"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_NEW","UpdateExpression":%}`, `"REMOVE nope"`, `"REMOVE s"`, `"REMOVE m.a"`, `"REMOVE m.b.c[0]"`, `"REMOVE l[0], l[2]"`, `"SET l[2][0] = s"`, `"SET m.b.c[1] = s"`, `"SET m.b.c[7] = s"`, `"SET l[9] = s, l[0] = n"`, `"SET m.b.x = s, m.a = n"`, `"SET s = s"`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s = n","ConditionExpression":"attribute_not_exists(s)","ReturnConsumedCapacity":"INDEXES","ReturnValuesOnConditionCheckFailure":%}`, `"NONE"`, `"ALL_OLD"`, `"X"`),
			expressed("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"ALL_NEW","UpdateExpression":"SET s = n","ConditionExpression":%}`, `attribute_exists(pk)`, `n = s`, ``, `s =`, `n < `, `nope = nope`, `contains(l, n)`, `foo(s)`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s =","ConditionExpression":"s ="}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s = :undefined","ConditionExpression":"s = :undefined2"}`),
		),
	},
	{
		name: "keys", tables: []string{sortedTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"sk":{"S":"b"}}`}},
		steps: steps(
			each("UpdateItem", `{"TableName":"@t","Key":%,"UpdateExpression":"SET x = sk"}`, keyTrials...),
			ask("UpdateItem", `{"TableName":"@t"}`), ask("UpdateItem", `{}`), ask("UpdateItem", `{"TableName":"@nowhere","Key":{"pk":{"S":"a"},"sk":{"S":"b"}}}`),
			expressed("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"UpdateExpression":%}`, `SET sk = :x`, `SET pk = :a`, `REMOVE sk`, `ADD sk :n1`, `SET x = :x, sk = :x`, `SET sk.x = :x`),
		),
	},
	{
		name: "index keys", tables: []string{indexedTable}, items: seeds{"@t": indexedItems[:1]},
		steps: expressed("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"},"sk":{"S":"1"}},"ReturnConsumedCapacity":"INDEXES","ReturnItemCollectionMetrics":"SIZE","UpdateExpression":%}`,
			`SET g = :x`, `SET g = :empty`, `SET g = :n1`, `SET n = :n1`, `SET n = :x`, `SET n = n + :n1`, `REMOVE g`, `REMOVE n`, `REMOVE m`, `REMOVE h`, `REMOVE g, n, m, h`, `SET m = :x`, `SET m = :empty`, `SET h = :b`, `SET h = :x`, `SET x = :te`, `SET w = :te`, `ADD n :n1`, `SET g = w`, `SET g = :null`, `SET g = :l`, `SET g.a = :x`, `SET h = m`, `SET x = x`, `REMOVE y`, `SET z = :z`),
	},
	{
		name: "sizes", tables: []string{hashTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"v":{"S":"<<x*400000>>"}}`}},
		steps: each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET w = :w","ExpressionAttributeValues":{":w":{"S":"<<x*%>>"}},"ReturnConsumedCapacity":"TOTAL"}`, "9595", "9596", "409595", "409596", "1"),
	},
	{
		name: "nesting", tables: []string{hashTable}, items: seeds{"@t": {`{"pk":{"S":"a"},"v":` + nested(31) + `}`}},
		steps: steps(
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET w.w = v"}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET v[1] = v"}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET v[0] = v"}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET v[0][1] = v"}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET v[0][0][1] = v"}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET w = :v","ExpressionAttributeValues":{":v":`+nested(32)+`}}`),
			ask("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET w = :v","ExpressionAttributeValues":{":v":`+nested(33)+`}}`),
		),
	},
	{
		name: "limits", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			named("4096 bytes", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s = n<< *4087>>"}`),
			named("4097 bytes", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s = n<< *4088>>"}`),
			named("300 sets", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET `+listed(300, "x%d=n")+`"}`),
			named("301 sets", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET `+listed(301, "x%d=n")+`"}`),
			named("151 sums", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET `+listed(150, "x%d=n+n")+`"}`),
			named("152 sums", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET `+listed(151, "x%d=n+n")+`"}`),
			named("301 removes", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"REMOVE `+listed(301, "x%d")+`"}`),
			named("sum of lengths", "UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET s = n<< *4000>>","ConditionExpression":"attribute_exists(s)<< *4000>>"}`),
		),
	},
	{
		name: "legacy", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"ReturnValues":"UPDATED_NEW","AttributeUpdates":%}`,
				`{}`, `null`, `{"s":{}}`, `{"s":null}`, `{"s":{"Value":{"S":"x"}}}`, `{"s":{"Value":{"S":"x"},"Action":"PUT"}}`, `{"x":{"Value":{"S":"x"},"Action":"PUT"}}`, `{"s":{"Action":"PUT"}}`, `{"s":{"Action":"DELETE"}}`, `{"nope":{"Action":"DELETE"}}`, `{"s":{"Value":{"S":"text"},"Action":"DELETE"}}`, `{"ss":{"Value":{"SS":["x"]},"Action":"DELETE"}}`, `{"ss":{"Value":{"SS":["x","y","z"]},"Action":"DELETE"}}`, `{"ss":{"Value":{"NS":["1"]},"Action":"DELETE"}}`, `{"ss":{"Value":{"S":"x"},"Action":"DELETE"}}`, `{"nope":{"Value":{"SS":["x"]},"Action":"DELETE"}}`,
				`{"n":{"Value":{"N":"1"},"Action":"ADD"}}`, `{"new":{"Value":{"N":"1"},"Action":"ADD"}}`, `{"s":{"Value":{"N":"1"},"Action":"ADD"}}`, `{"s":{"Value":{"S":"1"},"Action":"ADD"}}`, `{"n":{"Action":"ADD"}}`, `{"ss":{"Value":{"SS":["q"]},"Action":"ADD"}}`, `{"new":{"Value":{"SS":["q"]},"Action":"ADD"}}`, `{"l":{"Value":{"L":[{"S":"q"}]},"Action":"ADD"}}`, `{"new":{"Value":{"L":[{"S":"q"}]},"Action":"ADD"}}`, `{"m":{"Value":{"M":{}},"Action":"ADD"}}`, `{"n":{"Value":{"NS":["1"]},"Action":"ADD"}}`,
				`{"pk":{"Value":{"S":"x"}}}`, `{"pk":{"Action":"DELETE"}}`, `{"s":{"Value":{"S":"x"},"Action":"X"}}`, `{"s":{"Value":{"S":"x"},"Action":"put"}}`, `{"s":{"Value":{"SS":[]}}}`, `{"s":{"Value":{"N":"x"}}}`, `{"s":{"Value":{"S":""}}}`, `{"":{"Value":{"S":"x"}}}`, `{"m.a":{"Value":{"S":"x"}}}`, `{"s":{"Value":{"S":"x"}},"n":{"Value":{"N":"1"},"Action":"ADD"},"b":{"Action":"DELETE"}}`, `{"s":{"Value":{}}}`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"fresh"}},"ReturnValues":"ALL_NEW","AttributeUpdates":%}`, `{}`, `{"x":{"Value":{"S":"x"}}}`, `{"x":{"Action":"DELETE"}}`, `{"x":{"Value":{"SS":["x"]},"Action":"DELETE"}}`, `{"x":{"Value":{"N":"1"},"Action":"ADD"}}`, `{"x":{"Value":{"S":"1"},"Action":"ADD"}}`),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"AttributeUpdates":{"x":{"Value":{"S":"x"}}},"Expected":%}`, expectations[:22]...),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},"AttributeUpdates":{"x":{"Value":{"S":"x"}}},%}`, expectationMixes...),
			each("UpdateItem", `{"TableName":"@t","Key":{"pk":{"S":"a"}},%}`, `"AttributeUpdates":{"x":{"Value":{"S":"x"}}},"UpdateExpression":"SET s = n"`, `"Expected":{"s":{"Exists":false}},"UpdateExpression":"SET s = n"`, `"AttributeUpdates":{},"UpdateExpression":"SET s = n"`, `"AttributeUpdates":{"x":{"Value":{"S":"x"}}},"ConditionExpression":"attribute_exists(s)"`, `"AttributeUpdates":{"x":{"Value":{"S":"x"}}},"Expected":{"s":{"Exists":false}},"UpdateExpression":"SET s = n","ConditionExpression":"attribute_exists(s)"`, `"AttributeUpdates":{"x":{"Value":{"S":"x"}}},"ExpressionAttributeNames":{"#x":"x"}`, `"ExpressionAttributeNames":{"#x":"x"}`, `"ExpressionAttributeValues":{":x":{"S":"x"}}`, `"Expected":{"s":{"Exists":false}}`, `"Expected":{"s":{"Value":{"S":"text"}}}`),
		),
	},
}}

// keyTrials are keys for sortedTable, good and bad; the first is there.
var keyTrials = []string{
	`{"pk":{"S":"a"},"sk":{"S":"b"}}`, `{"pk":{"S":"a"},"sk":{"S":"nothing"}}`, `{"pk":{"S":"a"}}`, `{"sk":{"S":"b"}}`, `{}`, `null`, `[]`, `"a"`, `{"pk":{"S":"a"},"sk":{"S":"b"},"x":{"S":"c"}}`, `{"pk":{"S":"a"},"x":{"S":"b"}}`, `{"x":{"S":"a"},"y":{"S":"b"}}`, `{"pk":{"N":"1"},"sk":{"S":"b"}}`, `{"pk":{"S":"a"},"sk":{"B":"AQ=="}}`, `{"pk":{"S":""},"sk":{"S":"b"}}`, `{"pk":{"S":"a"},"sk":{"S":""}}`, `{"pk":{"S":"<<k*2049>>"},"sk":{"S":"b"}}`, `{"pk":{"S":"a"},"sk":{"S":"<<k*1025>>"}}`, `{"pk":{},"sk":{"S":"b"}}`, `{"pk":null,"sk":{"S":"b"}}`, `{"pk":{"S":"a","N":"1"},"sk":{"S":"b"}}`, `{"pk":{"N":"x"},"sk":{"S":"b"}}`, `{"pk":{"SS":["a"]},"sk":{"S":"b"}}`, `{"pk":{"SS":[]},"sk":{"S":"b"}}`, `{"pk":{"NULL":true},"sk":{"S":"b"}}`, `{"pk":{"L":[]},"sk":{"S":"b"}}`, `{"PK":{"S":"a"},"SK":{"S":"b"}}`, `{"pk":{"S":"a"},"sk":{"X":"b"}}`, `{"":{"S":"a"},"sk":{"S":"b"}}`,
}
