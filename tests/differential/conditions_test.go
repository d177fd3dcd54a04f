package differential

import (
	"fmt"
	"strings"
)

// conditionNames and conditionValues are what the expressions below may use; each is sent only what
// it mentions, so that nothing is unused.
var conditionNames = map[string]string{"#s": "s", "#n": "n", "#m": "m", "#nope": "nope", "#pk": "pk", "#a": "a", "#b": "b", "#c": "c", "#size": "size", "#l": "l", "#dot": "m.a", "#z": "z"}

var conditionValues = map[string]string{":text": `{"S":"text"}`, ":te": `{"S":"te"}`, ":x": `{"S":"x"}`, ":empty": `{"S":""}`, ":n5": `{"N":"5"}`, ":n50": `{"N":"5.0"}`, ":n1": `{"N":"1"}`, ":n9": `{"N":"9"}`, ":b": `{"B":"AQID"}`, ":bp": `{"B":"AQI="}`,
	":true": `{"BOOL":true}`, ":null": `{"NULL":true}`, ":ss": `{"SS":["z","y","x"]}`, ":ss1": `{"SS":["x"]}`, ":ns": `{"NS":["3","2","1"]}`, ":bs": `{"BS":["Ag==","AQ=="]}`, ":l": `{"L":[{"S":"l0"}]}`, ":el": `{"L":[]}`, ":em": `{"M":{}}`, ":S": `{"S":"S"}`, ":SS": `{"S":"SS"}`, ":N": `{"S":"N"}`, ":M": `{"S":"M"}`, ":L": `{"S":"L"}`, ":NULL": `{"S":"NULL"}`, ":BOOL": `{"S":"BOOL"}`, ":Q": `{"S":"Q"}`, ":m": `{"M":{"k":{"S":"v"}}}`, ":n4": `{"N":"4"}`, ":n3": `{"N":"3"}`, ":n0": `{"N":"0"}`, ":a": `{"S":"a"}`, ":b1": `{"B":"AQ=="}`, ":s5": `{"S":"5"}`, ":s2": `{"S":"2"}`, ":y": `{"S":"y"}`, ":z": `{"S":"z"}`}

// mentioned makes ExpressionAttributeNames and -Values of what expressions mention.
func mentioned(expressions ...string) string {
	text := strings.Join(expressions, " ")
	var names, values []string
	for _, word := range placeholders.FindAllString(text, -1) {
		if name, is := conditionNames[word]; is {
			names = appendNew(names, fmt.Sprintf("%q:%q", word, name))
		}
		if value, is := conditionValues[word]; is {
			values = appendNew(values, fmt.Sprintf("%q:%s", word, value))
		}
	}
	var members string
	if len(names) > 0 {
		members += `,"ExpressionAttributeNames":{` + strings.Join(names, ",") + `}`
	}
	if len(values) > 0 {
		members += `,"ExpressionAttributeValues":{` + strings.Join(values, ",") + `}`
	}
	return members
}

// expressed asks one request for each expression, which takes the place of % in the body.
func expressed(op, body string, expressions ...string) (requests []request) {
	for _, expression := range expressions {
		whole := strings.Replace(body, "%", render(expression), 1)
		whole = strings.TrimSuffix(whole, "}") + mentioned(expression) + "}"
		requests = append(requests, request{name: expression, op: op, body: whole})
	}
	return requests
}

// conditions are condition expressions for the item everyType, good and bad.
var conditions = []string{
	// Comparisons.
	`s = :text`, `s = :x`, `s <> :text`, `s <> :n5`, `s = :n5`, `n = :n50`, `n < :n9`, `n <= :n5`, `n > :n9`, `n >= :n50`, `b = :b`, `b < :b`, `b > :bp`, `t = :true`, `z = :null`, `ss = :ss`, `ss = :ss1`, `ns = :ns`, `bs = :bs`, `l = :l`, `el = :el`, `em = :em`, `e = :empty`, `nope = :x`, `nope <> :x`, `:x = nope`, `:text = s`, `:n1 < n`, `:n1 < :n9`, `:n1 = :n1`, `s = s`, `s = n`, `nope = nope`, `nope <> nope`, `s < n`, `n < s`, `ss < :ss`, `l < :l`, `t < :true`, `t > :true`, `z <= :null`, `m >= :em`, `s < :n5`, `n < :text`, `s < nope`, `t < t`, `m = m`, `l > l`,
	`l[0] = :x`, `l[1] = :n1`, `l[2][0] = :x`, `l[3].k = :x`, `l[9] = :x`, `m.a = :n1`, `m.b.c[0] = :n1`, `m.nope.x = :n1`, `s.x = :n1`, `s[0] = :n1`, `#m.#a = :n1`, `#m.#b.#c[1] > :n1`, `#dot = :n1`, `m.#size = :x`, `m.size = :x`, `ss[0] = :x`,
	// Functions.
	`attribute_exists(s)`, `attribute_exists(nope)`, `attribute_exists(m.b.c[1])`, `attribute_exists(m.b.c[2])`, `attribute_not_exists(s)`, `attribute_not_exists(nope)`, `attribute_not_exists(l[4])`, `attribute_not_exists(s.x)`, `attribute_exists(z)`, `attribute_exists(#nope)`, `attribute_exists(:x)`, `attribute_not_exists(:x)`, `attribute_exists()`, `attribute_exists(s, n)`, `attribute_exists(size(s))`,
	`attribute_type(s, :S)`, `attribute_type(s, :SS)`, `attribute_type(n, :N)`, `attribute_type(m, :M)`, `attribute_type(l, :L)`, `attribute_type(z, :NULL)`, `attribute_type(t, :BOOL)`, `attribute_type(nope, :S)`, `attribute_type(s, :Q)`, `attribute_type(s, :n5)`, `attribute_type(s, s)`, `attribute_type(:text, :S)`, `attribute_type(s)`, `attribute_type(ss, :SS)`, `attribute_type(m.a, :N)`,
	`begins_with(s, :te)`, `begins_with(s, :x)`, `begins_with(s, :empty)`, `begins_with(e, :empty)`, `begins_with(b, :bp)`, `begins_with(n, :te)`, `begins_with(s, :n5)`, `begins_with(s, :ss)`, `begins_with(s, s)`, `begins_with(s, n)`, `begins_with(nope, :te)`, `begins_with(:text, :te)`, `begins_with(s)`, `begins_with(s, :te, :x)`, `begins_with(ss, :x)`, `begins_with(s, :bp)`, `begins_with(s, :true)`, `begins_with(:te, s)`, `begins_with(:n5, :te)`,
	`contains(s, :te)`, `contains(s, :empty)`, `contains(s, :x)`, `contains(ss, :x)`, `contains(ss, :n1)`, `contains(ns, :n1)`, `contains(ns, :n50)`, `contains(bs, :b1)`, `contains(l, :n1)`, `contains(l, :m)`, `contains(l, :l)`, `contains(m, :x)`, `contains(n, :n5)`, `contains(b, :b1)`, `contains(s, s)`, `contains(s, n)`, `contains(nope, :x)`, `contains(:text, :te)`, `contains(:text, s)`, `contains(s, :ss)`, `contains(ss, :ss1)`, `contains(s, :n5)`, `contains(:n5, s)`, `contains(s)`, `contains(z, :null)`, `contains(l[2], :x)`, `contains(m.b.c, :n1)`,
	`size(s) = :n4`, `size(s) > :n3`, `size(n) = :n1`, `size(b) = :n3`, `size(ss) = :n3`, `size(ns) >= :n3`, `size(l) = :n4`, `size(m) = :n3`, `size(t) = :n1`, `size(z) = :n1`, `size(nope) = :n0`, `size(nope) <> :n0`, `size(e) = :n0`, `size(el) = :n0`, `size(em) < :n1`, `size(:text) = :n4`, `size(s)`, `size() = :n1`, `size(s, n) = :n1`, `size(s) = size(b)`, `size(size(s)) = :n1`, `size(s) = :text`, `size(s) = n`, `size(s) IN (:n4, :n3)`, `size(s) BETWEEN :n1 AND :n9`, `begins_with(size(s), :te)`, `size(m.b.c) = :n1`, `size(:n5) = :n1`,
	// BETWEEN and IN.
	`n BETWEEN :n1 AND :n9`, `n BETWEEN :n9 AND :n1`, `n BETWEEN :n5 AND :n5`, `n between :n1 and :n9`, `n BETWEEN :n1 AND :text`, `s BETWEEN :te AND :x`, `:n5 BETWEEN :n1 AND :n9`, `n BETWEEN n AND n`, `n BETWEEN :n1`, `n BETWEEN :n1 OR :n9`, `n BETWEEN (:n1) AND (:n9)`, `n BETWEEN :true AND :true`, `n BETWEEN :n1 AND nope`, `b BETWEEN :b1 AND :b`, `ss BETWEEN :ss AND :ss`, `n NOT BETWEEN :n1 AND :n9`,
	`s IN (:text)`, `s IN (:x, :text)`, `s IN (:x, :n5)`, `s IN :text`, `s IN ()`, `s in (:text)`, `n IN (:n50)`, `ss IN (:ss, :x)`, `nope IN (:x)`, `s IN (s)`, `s IN (nope, s)`, `s IN ((:text))`, `:text IN (s, n)`, `s NOT IN (:x)`, `l IN (:l, :el)`, `s IN (:x,)`,
	// Logic and grammar.
	`NOT s = :x`, `NOT (s = :x)`, `NOT NOT s = :x`, `not s = :x`, `s = :text AND n = :n5`, `s = :x AND n = :n5`, `s = :x OR n = :n5`, `s = :x or n = :n5 and nope = :te`, `s = :text OR n = :n1 AND nope = :te`, `(s = :text OR n = :n1) AND nope = :te`, `NOT s = :text OR n = :n5`, `NOT s = :text AND n = :n1`, `((s = :text))`, `(((((s = :text) AND (n = :n5)))))`, `(s) = (:text)`, `(s) = :text`, `((s = :text)`, `s = :text)`, `()`, ``, ` `, `s`, `:text`, `s =`, `= :text`, `s = = :text`, `s == :text`, `s != :text`, `s <> <> :text`, `s => :n5`, `s =< :n5`, `s = :text AND`, `AND s = :text`, `s = :text n = :n5`, `s = :text AND OR n = :n5`, `s = :text && n = :n5`, `s = :text || n = :n5`, `! s = :text`,
	`s = 'text'`, `s = "text"`, `n = 5`, `s = text`, `s = :TEXT`, `s = :undefined`, `#undefined = :x`, `#undefined = :undefined`, `s = :`, `# = :x`, `:x`, `#s`, `#s = :text`, `#s.#nope = :text`, `s = :text;`, `s=:text`, `s=:text and n=:n5`, "s\n=\t:text", `s = :text -- x`, `s @ :x`, `s = :te$t`, `s.# = :x`, `s. = :x`, `.s = :x`, `s..x = :x`, `l[ 0 ] = :x`, `l[-1] = :x`, `l[x] = :x`, `l[:n0] = :x`, `l[] = :x`, `l[0 = :x`, `l[00] = :x`, `l[1.0] = :x`, `l[99999999999] = :x`, `l [0] = :x`, `m . a = :n1`, `s-x = :x`, `s + n = :x`, `n + :n1 = :n5`, `é = :x`, `_s = :x`, `s_x = :x`, `1s = :x`, `s1 = :x`, `#1 = :x`, `s = #s`, `(s = :text) = :true`, `attribute_exists(s) = :true`, `attribute_exists (s)`, `ATTRIBUTE_EXISTS(s)`, `Attribute_Exists(s)`, `foo(s)`, `foo(s, :x)`, `foo(s) = :x`, `if_not_exists(s, :x) = :x`, `list_append(l, l) = :x`, `SET s = :x`, `begins_with(s, :te) = :true`, `contains(s, :te) AND`, `NOT`, `NOT attribute_exists(nope)`, `NOT attribute_exists(s)`,
	// Reserved words.
	`name = :x`, `Name = :x`, `NAME = :x`, `m.name = :x`, `status = :x`, `data = :x`, `size = :x`, `date = :x`, `count = :x`, `value = :x`, `key = :x`, `zone = :x`, `a.zone = :x`, `and = :x`, `between = :x`, `abort = :x`, `set = :x`, `attribute_exists(name)`, `attribute_exists(contains)`, `contains = :x`, `begins_with = :x`, `id = :x`, `type = :x`, `ttl = :x`, `year = :x`, `users = :x`, `user = :x`, `timestamp = :x`, `null = :x`, `true = :true`, `s = null`,
}

var conditionFamily = family{"Conditions", []scenario{
	{
		name: "put", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: expressed("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"},"new":{"S":"x"}},"ConditionExpression":%}`, conditions...),
	},
	{
		name: "filter", tables: []string{hashTable}, items: seeds{"@t": {everyType, `{"pk":{"S":"b"},"s":{"N":"1"},"n":{"S":"text"},"ss":{"S":"x"}}`}},
		steps: inAnyOrder(expressed("Scan", `{"TableName":"@t","ProjectionExpression":"pk","FilterExpression":%}`, conditions...)),
	},
	{
		name: "placeholders", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			each("PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},%}`,
				`"ConditionExpression":"s = :text"`, `"ConditionExpression":"#s = :text","ExpressionAttributeValues":{":text":{"S":"text"}}`, `"ConditionExpression":"s = :text","ExpressionAttributeValues":{":text":{"S":"text"},":unused":{"S":"x"}}`, `"ConditionExpression":"s = :text","ExpressionAttributeValues":{":text":{"S":"text"},":u1":{"S":"x"},":u2":{"S":"x"}}`, `"ConditionExpression":"s = :text","ExpressionAttributeNames":{"#u":"u"},"ExpressionAttributeValues":{":text":{"S":"text"}}`, `"ConditionExpression":"s = :text","ExpressionAttributeNames":{"#u":"u"},"ExpressionAttributeValues":{":text":{"S":"text"},":u":{"S":"x"}}`,
				`"ExpressionAttributeNames":{"#u":"u"}`, `"ExpressionAttributeValues":{":u":{"S":"x"}}`, `"ExpressionAttributeNames":{}`, `"ExpressionAttributeValues":{}`, `"ExpressionAttributeNames":{"#u":"u"},"ExpressionAttributeValues":{":u":{"S":"x"}}`, `"ConditionExpression":"attribute_exists(s)","ExpressionAttributeNames":{}`, `"ConditionExpression":"attribute_exists(s)","ExpressionAttributeValues":{}`, `"ConditionExpression":"attribute_exists(s)","ExpressionAttributeNames":null,"ExpressionAttributeValues":null`,
				`"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"s":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s":""}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s":null}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s-x":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#é":"s","#s":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"##s":"s"}`, `"ConditionExpression":"attribute_exists(#S)","ExpressionAttributeNames":{"#s":"s"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s":"m.a"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s":"<<n*65535>>"}`, `"ConditionExpression":"attribute_exists(#s)","ExpressionAttributeNames":{"#s":"<<n*65536>>"}`, `"ConditionExpression":"attribute_exists(#<<s*254>>)","ExpressionAttributeNames":{"#<<s*254>>":"s"}`, `"ConditionExpression":"attribute_exists(#<<s*255>>)","ExpressionAttributeNames":{"#<<s*255>>":"s"}`,
				`"ConditionExpression":"s = :v","ExpressionAttributeValues":{"v":{"S":"x"}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":":{"S":"x"}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":null}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"N":"x"}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"SS":[]}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"SS":["a","a"]}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"S":"a","N":"1"}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"NULL":false}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"N":"1e200"}}`, `"ConditionExpression":"s = :v-x","ExpressionAttributeValues":{":v-x":{"S":"x"}}`, `"ConditionExpression":"s = :v","ExpressionAttributeValues":{":v":{"S":"x"}},"ExpressionAttributeNames":{"#x":"x"}`, `"ConditionExpression":null`, `"ConditionExpression":1`, `"ConditionExpression":""`, `"ConditionExpression":"","ExpressionAttributeNames":{"#u":"u"}`, `"ConditionExpression":"s = :<<v*254>>","ExpressionAttributeValues":{":<<v*254>>":{"S":"text"}}`, `"ConditionExpression":"s = :<<v*255>>","ExpressionAttributeValues":{":<<v*255>>":{"S":"text"}}`,
			),
		),
	},
	{
		name: "limits", tables: []string{hashTable}, items: seeds{"@t": {everyType}},
		steps: steps(
			named("4096 bytes", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(s)<< *4077>>"}`),
			named("4097 bytes", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(s)<< *4078>>"}`),
			named("4096 bytes of a bad expression", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"<<x*4096>>"}`),
			named("4097 bytes of a bad expression", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"<<x*4097>>"}`),
			named("300 operators", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+joined(151, "s=:v", " OR ")+`","ExpressionAttributeValues":{":v":{"S":"text"}}}`),
			named("301 operators", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+joined(151, "s=:v", " OR ")+` OR NOT s=:v","ExpressionAttributeValues":{":v":{"S":"text"}}}`),
			named("299 operators", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+joined(150, "s=:v", " OR ")+`","ExpressionAttributeValues":{":v":{"S":"text"}}}`),
			named("300 functions", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+joined(100, "attribute_exists(s)", " OR ")+`"}`),
			named("100 operands of IN", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"s IN (`+listed(100, ":v")+`)","ExpressionAttributeValues":{":v":{"S":"text"}}}`),
			named("101 operands of IN", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"s IN (`+listed(101, ":v")+`)","ExpressionAttributeValues":{":v":{"S":"text"}}}`),
			named("path of 32", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(a<<.a*31>>)"}`),
			named("path of 33", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(a<<.a*32>>)"}`),
			named("path of 34", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(a<<.a*33>>)"}`),
			named("path of 33 indexes", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(a<<[0]*32>>)"}`),
			named("path of 34 indexes", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(a<<[0]*33>>)"}`),
			named("300 parentheses", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+strings.Repeat("(", 300)+`attribute_exists(s)`+strings.Repeat(")", 300)+`"}`),
			named("NOT 300 times", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+strings.Repeat("NOT ", 300)+`attribute_exists(s)"}`),
			named("NOT 301 times", "PutItem", `{"TableName":"@t","Item":{"pk":{"S":"a"}},"ConditionExpression":"`+strings.Repeat("NOT ", 301)+`attribute_exists(s)"}`),
		),
	},
}}

func joined(count int, text, separator string) string {
	return strings.TrimSuffix(strings.Repeat(text+separator, count), separator)
}
