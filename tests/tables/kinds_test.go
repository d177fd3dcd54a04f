package tables

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/dynactor/dynactor/api"
)

// everything has a field of every kind of attribute.
type everything struct {
	stamped
	ID      string                `dynamodbav:"id" dynactor:"partition"`
	Text    string                `dynamodbav:"text"`
	Empty   string                `dynamodbav:"empty"`
	Absent  string                `dynamodbav:"absent,omitempty"`
	Int     int                   `dynamodbav:"int"`
	Huge    uint64                `dynamodbav:"huge"`
	Float   float64               `dynamodbav:"float"`
	Written int                   `dynamodbav:"written,string"`
	Precise attributevalue.Number `dynamodbav:"precise"`
	Yes     bool                  `dynamodbav:"yes"`
	Bytes   []byte                `dynamodbav:"bytes"`
	Texts   []string              `dynamodbav:"texts,stringset"`
	Numbers []int                 `dynamodbav:"numbers,numberset"`
	Blobs   [][]byte              `dynamodbav:"blobs,binaryset"`
	List    []int                 `dynamodbav:"list"`
	Mixed   []any                 `dynamodbav:"mixed"`
	Map     map[string]int        `dynamodbav:"map"`
	Nested  address               `dynamodbav:"nested"`
	Pointer *address              `dynamodbav:"pointer"`
	Nil     *address              `dynamodbav:"nil"`
	NilOmit *int                  `dynamodbav:"nilomit,omitempty"`
	At      time.Time             `dynamodbav:"at"`
	AtUnix  time.Time             `dynamodbav:"atunix,unixtime"`
	Ignored string                `dynamodbav:"-"`
	private int
}

// stamped is embedded.
type stamped struct {
	By string `dynamodbav:"by"`
}

func TestItemsKeepTheirValuesInEveryKindOfAttribute(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 30, 0, 123, time.UTC)
	whole := everything{
		stamped: stamped{"ann"}, ID: "1", Text: "héllo", Int: -5, Huge: 1<<64 - 1, Float: 1.5, Written: 7, Precise: "3.14159265358979323846",
		Yes: true, Bytes: []byte{0, 255}, Texts: []string{"a", "b"}, Numbers: []int{1, 2}, Blobs: [][]byte{{1}, {2}}, List: []int{3, 1},
		Mixed: []any{"a", 1.0, true, nil, map[string]any{"k": "v"}}, Map: map[string]int{"x": 1}, Nested: address{"Oulu", ""},
		Pointer: &address{"Turku", "Main"}, At: at, AtUnix: at.Truncate(time.Second).Local(),
	}
	raw := attributes{
		"by": s("ann"), "id": s("1"), "text": s("héllo"), "empty": s(""), "int": n("-5"), "huge": n("18446744073709551615"), "float": n("1.5"),
		"written": s("7"), "precise": n("3.14159265358979323846"), "yes": boolean(true), "bytes": b("\x00\xff"),
		"texts": stringSet("a", "b"), "numbers": numberSet("1", "2"), "blobs": binarySet("\x01", "\x02"), "list": list(n("3"), n("1")),
		"mixed": list(s("a"), n("1"), boolean(true), null(), document(attributes{"k": s("v")})), "map": document(attributes{"x": n("1")}),
		"nested": document(attributes{"city": s("Oulu")}), "pointer": document(attributes{"city": s("Turku"), "street": s("Main")}),
		"nil": null(), "at": s("2024-02-29T12:30:00.000000123Z"), "atunix": n("1709209800"),
	}
	eachFace(t, func(t *testing.T, items table[everything]) {
		lost := whole
		lost.Ignored, lost.private = "lost", 1
		_, err := items.Put(t.Context(), lost)
		require.NoError(t, err)
		got := items.read(t)
		require.Len(t, got, 1)
		for _, set := range []string{"texts", "numbers", "blobs"} { // sets have no order
			require.Equal(t, members(raw[set]), members(got[0][set]))
			got[0][set] = raw[set]
		}
		require.Equal(t, raw, got[0])

		read, err := items.Get(t.Context(), api.Key{Partition: "1"})
		require.NoError(t, err)
		require.True(t, read.Found)
		assert.ElementsMatch(t, whole.Texts, read.Item.Texts)
		assert.ElementsMatch(t, whole.Numbers, read.Item.Numbers)
		assert.ElementsMatch(t, whole.Blobs, read.Item.Blobs)
		read.Item.Texts, read.Item.Numbers, read.Item.Blobs = whole.Texts, whole.Numbers, whole.Blobs
		assert.Equal(t, whole, read.Item)
	})
}

// members are those of a set.
func members(v value) map[string]bool {
	set := map[string]bool{}
	switch v := v.(type) {
	case *types.AttributeValueMemberSS:
		for _, m := range v.Value {
			set[m] = true
		}
	case *types.AttributeValueMemberNS:
		for _, m := range v.Value {
			set[m] = true
		}
	case *types.AttributeValueMemberBS:
		for _, m := range v.Value {
			set[string(m)] = true
		}
	}
	return set
}

// Attributes that no field is for, or that are missing, aren't an error, and those of another type are.
func TestItemsThatDontFitAreTold(t *testing.T) {
	eachFace(t, func(t *testing.T, orders table[order]) {
		orders.write(t, rawOrder("1", 5, attributes{"unknown": s("x")}), attributes{"customer": s("ann"), "id": s("2")}, rawOrder("3", 0, attributes{"total": s("SECRET")}))
		got, err := orders.GetMany(t.Context(), []api.Key{ann("1"), ann("2"), ann("3")})
		assert.Equal(t, []api.Result[order]{found(order{Customer: "ann", ID: "1", Total: 5}), found(order{Customer: "ann", ID: "2"}), none[order]()}, got)
		requireFailures(t, err, 3, map[int]string{2: "doesn't fit tables.order"})
		var decode *api.DecodeError
		require.ErrorAs(t, err, &decode)
		require.NotContains(t, err.Error(), "SECRET")
	})
}

// Keys of each type work in every operation that takes one.
func TestKeysOfEveryType(t *testing.T) {
	type numbered struct {
		Year int     `dynamodbav:"year" dynactor:"partition"`
		Rank float64 `dynamodbav:"rank" dynactor:"sort"`
		Name string  `dynamodbav:"name"`
	}
	type binary struct {
		Hash []byte `dynamodbav:"hash" dynactor:"partition"`
		Name string `dynamodbav:"name"`
	}
	type timed struct {
		At   time.Time `dynamodbav:"at,unixtime" dynactor:"partition"`
		Name string    `dynamodbav:"name"`
	}
	type text string
	type renamed struct {
		ID   text   `dynamodbav:"id" dynactor:"partition"`
		Name string `dynamodbav:"name"`
	}
	name := func(v string) attributes { return attributes{"name": s(v)} }
	t.Run("numbers", func(t *testing.T) {
		each := numbered{2024, -1.5, "a"}
		lifeOfAKey(t, each, api.Key{Partition: 2024, Sort: -1.5}, with(name("a"), attributes{"year": n("2024"), "rank": n("-1.5")}))
	})
	t.Run("numbers of the SDK", func(t *testing.T) {
		lifeOfAKey(t, numbered{7, 1, "a"}, api.Key{Partition: n("7"), Sort: attributevalue.Number("1")}, with(name("a"), attributes{"year": n("7"), "rank": n("1")}))
	})
	t.Run("bytes", func(t *testing.T) {
		lifeOfAKey(t, binary{[]byte{0, 1}, "a"}, api.Key{Partition: []byte{0, 1}}, with(name("a"), attributes{"hash": b("\x00\x01")}))
	})
	t.Run("times", func(t *testing.T) {
		at := time.Unix(1709209800, 0)
		lifeOfAKey(t, timed{at, "a"}, api.Key{Partition: at}, with(name("a"), attributes{"at": n("1709209800")}))
	})
	t.Run("types of one's own", func(t *testing.T) {
		lifeOfAKey(t, renamed{"x", "a"}, api.Key{Partition: text("x")}, with(name("a"), attributes{"id": s("x")}))
	})
}

// lifeOfAKey puts, gets, updates and deletes an item.
func lifeOfAKey[T any](t *testing.T, item T, key api.Key, raw attributes) {
	eachFace(t, func(t *testing.T, items table[T]) { live(t, items, item, key, raw) })
}

func live[T any](t *testing.T, items table[T], item T, key api.Key, raw attributes) {
	_, err := items.Put(t.Context(), item)
	require.NoError(t, err)
	items.holds(t, raw)
	got, err := items.Get(t.Context(), key, api.Consistent())
	require.NoError(t, err)
	assert.Equal(t, found(item), got)
	own, err := items.KeyOf(item)
	require.NoError(t, err)
	many, err := items.GetMany(t.Context(), []api.Key{key, own, key}, api.Consistent())
	require.NoError(t, err)
	assert.Equal(t, []api.Result[T]{found(item), found(item), found(item)}, many)
	_, err = items.Update(t.Context(), key, api.Changes(api.Set("name", "b")), api.IfExists())
	require.NoError(t, err)
	items.holds(t, with(raw, attributes{"name": s("b")}))
	_, err = items.Delete(t.Context(), own, api.IfExists())
	require.NoError(t, err)
	items.holds(t)
}

// A key attribute's name may have a dot in it, which elsewhere makes a path of it.
func TestKeysWithDotsInTheirNames(t *testing.T) {
	type dotted struct {
		ID   string `dynamodbav:"the.id" dynactor:"partition"`
		Part int    `dynamodbav:"the.part" dynactor:"sort"`
		Name string `dynamodbav:"name"`
	}
	item, key := dotted{"x", 1, "a"}, api.Key{Partition: "x", Sort: 1}
	raw := attributes{"the.id": s("x"), "the.part": n("1"), "name": s("a")}
	lifeOfAKey(t, item, key, raw)
	eachFace(t, func(t *testing.T, items table[dotted]) {
		items.write(t, raw)
		_, err := items.Put(t.Context(), item, api.IfNotExists())
		requireConditionFailed(t, err)
		var last api.Token
		got, err := api.Collect(items.Query(t.Context(), api.Query{Partition: "x", Sort: expression.Key("the.part").LessThan(expression.Value(2)), Project: []string{"name"}, Limit: 1, Last: &last}))
		require.NoError(t, err)
		assert.Equal(t, []dotted{{Name: "a"}}, got)
		got, err = api.Collect(items.Query(t.Context(), api.Query{Partition: "x", Start: last}))
		require.NoError(t, err)
		assert.Empty(t, got)
	})
}

// What has no tags has its key by an option.
func TestMapsAndStructsWithoutTags(t *testing.T) {
	raw := attributes{"pk": s("1"), "sk": n("2"), "name": s("a"), "sub": document(attributes{"k": list(boolean(true), null())})}
	type plain struct {
		PK   string         `dynamodbav:"pk"`
		SK   int            `dynamodbav:"sk"`
		Name string         `dynamodbav:"name"`
		Sub  map[string]any `dynamodbav:"sub"`
	}
	sub := map[string]any{"k": []any{true, nil}}
	key := api.Key{Partition: "1", Sort: 2}
	eachExecutor(t, func(t *testing.T, x *subject) {
		in := keyed(freshName(), "pk", "sk", types.ScalarAttributeTypeS, types.ScalarAttributeTypeN)
		create(t, x.raw, in)
		live(t, openTable[map[string]any](t, x, *in.TableName, api.WithKey("pk", "sk")),
			map[string]any{"pk": "1", "sk": 2.0, "name": "a", "sub": sub}, key, raw)
		live(t, openTable[map[string]types.AttributeValue](t, x, *in.TableName, api.WithKey("pk", "sk")), raw, key, raw)
		live(t, openTable[plain](t, x, *in.TableName, api.WithKey("pk", "sk")), plain{"1", 2, "a", sub}, key, raw)
	})
}
