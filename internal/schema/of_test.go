package schema

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	typeS = types.ScalarAttributeTypeS
	typeN = types.ScalarAttributeTypeN
	typeB = types.ScalarAttributeTypeB
)

type order struct {
	_        struct{} `dynactor:"billing:provisioned, read:5, write:6, project:by-status:keys"`
	Customer string   `dynamodbav:"customer" dynactor:"partition"`
	ID       string   `dynamodbav:"id" dynactor:"sort"`
	Status   string   `dynamodbav:"status,omitempty" dynactor:"gsi:by-status:partition,gsi:by-total:partition"`
	Placed   int64    `dynamodbav:"placed" dynactor:"gsi:by-status:sort,lsi:by-date"`
	Total    int      `dynamodbav:"total" dynactor:"include:by-total"`
	Note     string   `dynactor:"include:by-total"`
	Expires  int64    `dynamodbav:"expires,omitempty" dynactor:"ttl"`
	Lines    []string `dynamodbav:"lines"`
}

func of[T any](t require.TestingT) *Spec {
	s, err := Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	return s
}

// plain is what a's users see of it.
func plain(a Attribute) Attribute { return Attribute{Name: a.Name, Type: a.Type, Field: a.Field} }

func TestTagsAreReadIntoASpec(t *testing.T) {
	s := of[order](t)
	assert.Equal(t, reflect.TypeFor[order](), s.Go)
	assert.Equal(t, Attribute{Name: "customer", Type: typeS, Field: "Customer"}, plain(s.Partition))
	assert.Equal(t, Attribute{Name: "id", Type: typeS, Field: "ID"}, plain(s.Sort))
	assert.Equal(t, Attribute{Name: "expires", Type: typeN, Field: "Expires"}, plain(s.TTL))
	assert.Equal(t, types.BillingModeProvisioned, s.Billing)
	assert.Equal(t, []int64{5, 6}, []int64{s.Read, s.Write})
	for i := range s.Indexes {
		s.Indexes[i].Partition, s.Indexes[i].Sort = plain(s.Indexes[i].Partition), plain(s.Indexes[i].Sort)
	}
	status, placed := Attribute{Name: "status", Type: typeS, Field: "Status"}, Attribute{Name: "placed", Type: typeN, Field: "Placed"}
	assert.Equal(t, []Index{
		{Name: "by-status", Partition: status, Sort: placed, Projection: types.ProjectionTypeKeysOnly},
		{Name: "by-total", Partition: status, Projection: types.ProjectionTypeInclude, Include: []string{"total", "Note"}},
		{Name: "by-date", Local: true, Partition: plain(s.Partition), Sort: placed, Projection: types.ProjectionTypeAll},
	}, s.Indexes)
}

func TestBillingIsOnDemandUnlessTagged(t *testing.T) {
	type small struct {
		ID string `dynactor:"partition"`
	}
	s := of[small](t)
	assert.Equal(t, types.BillingModePayPerRequest, s.Billing)
	assert.Equal(t, Attribute{}, s.Sort)
	assert.Equal(t, Attribute{}, s.TTL)
	assert.Empty(t, s.Indexes)
}

type common struct {
	_  struct{} `dynactor:"billing:provisioned,read:1,write:1"`
	PK string   `dynactor:"partition"`
	SK string   `dynactor:"sort"`
}

func TestEmbeddedStructsBringTheirRolesUnlessHidden(t *testing.T) {
	type derived struct {
		*common
		SK int `dynactor:"sort,gsi:by-sk:partition"`
	}
	s := of[derived](t)
	assert.Equal(t, Attribute{Name: "PK", Type: typeS, Field: "common.PK"}, plain(s.Partition))
	assert.Equal(t, Attribute{Name: "SK", Type: typeN, Field: "SK"}, plain(s.Sort))
	assert.Equal(t, types.BillingModeProvisioned, s.Billing)
}

// Marshalers of every sort.
type (
	byValue   struct{ s string }
	byPointer struct{ s string }
	picky     string
	panics    struct{}
	email     string
)

func (v byValue) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return &types.AttributeValueMemberS{Value: v.s}, nil
}

func (v *byPointer) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return &types.AttributeValueMemberB{Value: []byte(v.s)}, nil
}

func (v picky) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	if v != "secret" {
		return nil, errors.New("not the secret: " + string(v))
	}
	return &types.AttributeValueMemberS{Value: string(v)}, nil
}

func (panics) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) { panic("secret") }

func TestAnAttributesTypeIsWhatItsFieldIsMarshalledTo(t *testing.T) {
	pick := func(v any, i int) reflect.StructField { return reflect.TypeOf(v).Field(i) }
	var fields struct {
		Email    email
		Bytes    []byte
		Array    [16]byte
		Pointer  **int
		Float    float32
		Text     int `dynamodbav:",string"`
		Number   attributevalue.Number
		Time     time.Time
		Unix     time.Time  `dynamodbav:",unixtime,omitempty"`
		UnixPtr  *time.Time `dynamodbav:",unixtime"`
		UnixTime attributevalue.UnixTime
		Value    byValue
		Addr     byPointer
		AddrPtr  *byPointer
		Picky    picky
		Panics   panics
		Any      any
		Chan     chan int
		Complex  complex128
		Bool     bool
	}
	want := []types.ScalarAttributeType{typeS, typeB, typeB, typeN, typeN, typeS, typeN, typeS, typeN, typeN, typeN, typeS, typeB, typeB, "", "", "", "", "", ""}
	require.Equal(t, len(want), reflect.TypeOf(fields).NumField())
	for i, want := range want {
		sf := pick(fields, i)
		assert.Equal(t, want, scalarType(probe(sf)), sf.Name)
	}
}

func TestATypeThatCantBeFoundCanBeTold(t *testing.T) {
	type unknown struct {
		P picky `dynactor:"partition"`
		S any   `dynactor:"sort,gsi:by-s:partition"`
	}
	s := of[unknown](t)
	assert.Empty(t, s.Partition.Type)
	_, err := s.CreateTableInput("t")
	assert.ErrorContains(t, err, "the type of the partition key \"P\" can't be told from field P of schema.unknown: no value made up for it could be marshalled; name the type in its tag, `dynactor:\"...,type:S\"` (or N, or B)")
	assert.ErrorContains(t, err, `the type of the sort key "S"`)

	type told struct {
		P picky `dynactor:"partition,type:S"`
		S any   `dynactor:"type:N,sort,gsi:by-s:partition"`
	}
	s = of[told](t)
	assert.Equal(t, typeS, s.Partition.Type)
	assert.Equal(t, typeN, s.Sort.Type)
	assert.Equal(t, typeN, s.Indexes[0].Partition.Type)
}

func TestAnUnknownIndexIsRefusedWithTheIndexesThereAre(t *testing.T) {
	s := of[order](t)
	ix, err := s.Index("by-date")
	require.NoError(t, err)
	assert.True(t, ix.Local)
	for _, name := range []string{"", "by-nothing"} {
		_, err = s.Index(name)
		assert.EqualError(t, err, `no index "`+name+`": schema.order has by-status, by-total, by-date`)
	}
	_, err = Untyped(reflect.TypeFor[map[string]any](), "id", "").Index("by-date")
	assert.ErrorContains(t, err, "map[string]interface {} has no indexes")
}

func TestTypesWithTagsAreToldFromThoseWithout(t *testing.T) {
	for _, v := range []any{order{}, twoKeys{}, roleOnEmbedded{}, unexportedRole{}, hiddenRole{}} {
		assert.True(t, Tagged(reflect.TypeOf(v)), "%T", v)
	}
	for _, v := range []any{noTags{}, &order{}, map[string]any{}, 1} {
		assert.False(t, Tagged(reflect.TypeOf(v)), "%T", v)
	}
	assert.False(t, Tagged(nil))
}
