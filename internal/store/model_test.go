package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/number"
	"github.com/dynactor/dynactor/internal/packed"
)

type attributes = map[string]types.AttributeValue

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func num(n int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

var (
	byName   = Attribute{"p", types.ScalarAttributeTypeS}
	byNumber = Attribute{"s", types.ScalarAttributeTypeN}
	primary  = Schema{Partition: byName, Sort: byNumber}

	localByText = Index{Name: "local", Schema: Schema{byName, Attribute{"t", types.ScalarAttributeTypeS}}}
	globalPlain = Index{Name: "global", Global: true, Schema: Schema{Partition: Attribute{"g", types.ScalarAttributeTypeS}}, Projected: []string{"g", "p", "s"}}
	globalSort  = Index{Name: "sorted", Global: true, Schema: Schema{Attribute{"g", types.ScalarAttributeTypeS}, Attribute{"n", types.ScalarAttributeTypeN}}}
)

// model is a table as a plain slice that every read filters and sorts anew.
type model struct {
	table   *Table
	items   map[Key]attributes
	indexes []Index
	expiry  string
	clock   int64
}

func (m *model) Init(t *rapid.T) {
	m.indexes = []Index{localByText, globalPlain}
	m.table = NewTable(primary, m.indexes, time.Now, 0)
	m.items = map[Key]attributes{}
	m.clock = 10 * tooOld
}

// entry is what the model expects of a tree's entry.
type entry struct {
	key, owner Key
	item       attributes
}

// keyOf works on the SDK's values, as the store's own does on packed ones.
func keyOf(s Schema, item attributes) (k Key, ok bool) {
	partition, ok := encodeAttribute(s.Partition, item)
	if !ok || !s.HasSort() {
		return NewKey(partition, ""), ok
	}
	sort, ok := encodeAttribute(s.Sort, item)
	return NewKey(partition, sort), ok
}

func encodeAttribute(a Attribute, item attributes) (string, bool) {
	e, ok := EncodeKey(a.Type, item[a.Name])
	return e, ok && e != ""
}

// entries are those of the table or of an index, in order.
func (m *model) entries(index string) []entry {
	var all []entry
	for k, item := range m.items {
		if index == "" {
			all = append(all, entry{key: k, item: item})
			continue
		}
		ix := m.indexes[slices.IndexFunc(m.indexes, func(ix Index) bool { return ix.Name == index })]
		if ik, ok := keyOf(ix.Schema, item); ok {
			all = append(all, entry{key: ik, owner: k, item: item})
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := a.key.compare(b.key); c != 0 {
			return c
		}
		return a.owner.compare(b.owner)
	})
	return all
}

var (
	partitions = rapid.SampledFrom([]string{"a", "b", "c", "d"})
	sorts      = rapid.IntRange(-3, 3)
)

func drawKey(t *rapid.T) (string, int, Key) {
	p, s := partitions.Draw(t, "partition"), sorts.Draw(t, "sort")
	k, ok := keyOf(primary, attributes{"p": str(p), "s": num(s)})
	require.True(t, ok)
	return p, s, k
}

// drawItem draws an item or nil; its index attributes are there or not, sometimes of the wrong type.
func (m *model) drawItem(t *rapid.T, p string, s int) attributes {
	if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
		return nil
	}
	item := attributes{"p": str(p), "s": num(s), "v": num(rapid.IntRange(0, 1_000_000).Draw(t, "v"))}
	optional := func(name string, v types.AttributeValue) {
		switch rapid.IntRange(0, 9).Draw(t, name) {
		case 0, 1:
		case 2:
			item[name] = &types.AttributeValueMemberBOOL{Value: true}
		case 3:
			item[name] = str("")
		default:
			item[name] = v
		}
	}
	optional("t", str(rapid.SampledFrom([]string{"x", "xa", "y"}).Draw(t, "text")))
	optional("g", str(rapid.SampledFrom([]string{"one", "two"}).Draw(t, "group")))
	optional("n", num(rapid.IntRange(-2, 2).Draw(t, "number")))
	optional("e", num(int(m.clock)+rapid.IntRange(-2, 20).Draw(t, "expires")))
	return item
}

func pack(item attributes) packed.Item {
	if item == nil {
		return ""
	}
	return packed.Pack(item)
}

func (m *model) set(k Key, item attributes) {
	if item == nil {
		delete(m.items, k)
	} else {
		m.items[k] = item
	}
}

func (m *model) Update(t *rapid.T) {
	p, s, k := drawKey(t)
	item := m.drawItem(t, p, s)
	write := rapid.Bool().Draw(t, "write")
	m.table.Update(k, func(old packed.Item) (packed.Item, bool) {
		require.Equal(t, m.items[k], old.Unpack())
		return pack(item), write
	})
	if write {
		m.set(k, item)
	}
}

func (m *model) Transact(t *rapid.T) {
	var refs []Ref
	var items []attributes
	for range rapid.IntRange(0, 5).Draw(t, "actions") {
		p, s, k := drawKey(t)
		if !slices.ContainsFunc(refs, func(r Ref) bool { return r.Key == k }) {
			refs = append(refs, Ref{m.table, k})
			items = append(items, m.drawItem(t, p, s))
		}
	}
	cancel := rapid.Bool().Draw(t, "cancel")
	Transact(refs, func(old []packed.Item) []packed.Item {
		require.Len(t, old, len(refs))
		for i, r := range refs {
			require.Equal(t, m.items[r.Key], old[i].Unpack())
		}
		if cancel {
			return nil
		}
		new := make([]packed.Item, len(items))
		for i, item := range items {
			new[i] = pack(item)
		}
		return new
	})
	if !cancel {
		for i, r := range refs {
			m.set(r.Key, items[i])
		}
	}
	for i, got := range Snapshot(refs) {
		require.Equal(t, m.items[refs[i].Key], got.Unpack())
	}
}

func (m *model) Get(t *rapid.T) {
	_, _, k := drawKey(t)
	require.Equal(t, m.items[k], m.table.Get(k).Unpack())
}

func (m *model) AddIndex(t *rapid.T) {
	err := m.table.AddIndex(globalSort)
	if m.has(globalSort.Name) {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	m.indexes = append(slices.Clone(m.indexes), globalSort)
}

func (m *model) DropIndex(t *rapid.T) {
	m.table.DropIndex(globalSort.Name)
	m.indexes = slices.DeleteFunc(slices.Clone(m.indexes), func(ix Index) bool { return ix.Name == globalSort.Name })
}

func (m *model) has(index string) bool {
	return index == "" || slices.ContainsFunc(m.indexes, func(ix Index) bool { return ix.Name == index })
}

func (m *model) SetExpiry(t *rapid.T) {
	m.expiry = rapid.SampledFrom([]string{"", "e", "v"}).Draw(t, "attribute")
	m.table.SetExpiry(m.expiry)
}

func (m *model) Expire(t *rapid.T) {
	m.clock += int64(rapid.IntRange(0, 5).Draw(t, "seconds"))
	m.table.Expire(m.clock)
	for k, item := range m.items {
		n, ok := item[m.expiry].(*types.AttributeValueMemberN)
		if !ok {
			continue
		}
		var at int64
		_, err := fmt.Sscan(n.Value, &at)
		require.NoError(t, err)
		if at <= m.clock && at >= m.clock-tooOld {
			delete(m.items, k)
		}
	}
}

// drawTarget draws the table or an index, which may be missing.
func (m *model) drawTarget(t *rapid.T) (name string, schema Schema) {
	name = rapid.SampledFrom([]string{"", "local", "global", "sorted"}).Draw(t, "index")
	return name, map[string]Schema{"": primary, "local": localByText.Schema, "global": globalPlain.Schema, "sorted": globalSort.Schema}[name]
}

func (m *model) Query(t *rapid.T) {
	name, schema := m.drawTarget(t)
	r := Range{Backward: rapid.Bool().Draw(t, "backward")}
	if schema.Partition == byName {
		r.Partition = partitions.Draw(t, "partition")
	} else {
		r.Partition = rapid.SampledFrom([]string{"one", "two"}).Draw(t, "group")
	}
	drawBound := func(label string) *Bound {
		if !schema.HasSort() || rapid.Bool().Draw(t, label) {
			return nil
		}
		b := &Bound{Inclusive: rapid.Bool().Draw(t, "inclusive")}
		if schema.Sort.Type == types.ScalarAttributeTypeN {
			d, err := number.Parse(fmt.Sprint(sorts.Draw(t, "bound")))
			require.NoError(t, err)
			b.Sort = string(d.AppendOrdered(nil))
		} else {
			b.Sort = rapid.SampledFrom([]string{"x", "xa", "y"}).Draw(t, "bound")
		}
		return b
	}
	r.Lower, r.Upper = drawBound("lower"), drawBound("upper")

	visited := false
	if !m.has(name) {
		require.False(t, m.table.Query(name, r, func(*Entry) bool { visited = true; return true }))
		require.False(t, visited)
		return
	}
	all := m.entries(name)
	r.After = drawAfter(t, all)

	var want []entry
	for _, e := range all {
		if e.key.Partition != r.Partition ||
			r.Lower != nil && (e.key.Sort < r.Lower.Sort || e.key.Sort == r.Lower.Sort && !r.Lower.Inclusive) ||
			r.Upper != nil && (e.key.Sort > r.Upper.Sort || e.key.Sort == r.Upper.Sort && !r.Upper.Inclusive) ||
			r.After != nil && !e.behind(*r.After, r.Backward) {
			continue
		}
		want = append(want, e)
	}
	if r.Backward {
		slices.Reverse(want)
	}
	limit := rapid.IntRange(1, 20).Draw(t, "limit")
	require.Equal(t, want[:min(limit, len(want))], collect(limit, func(visit func(*Entry) bool) {
		require.True(t, m.table.Query(name, r, visit))
	}))
}

func (m *model) Scan(t *rapid.T) {
	name, _ := m.drawTarget(t)
	total := rapid.SampledFrom([]int{1, 2, 3, 100}).Draw(t, "total")
	first, last := Segment(rapid.IntRange(0, total-1).Draw(t, "segment"), total)
	if !m.has(name) {
		require.False(t, m.table.Scan(name, first, last, nil, func(*Entry) bool { return true }))
		return
	}
	all := m.entries(name)
	after := drawAfter(t, all)
	var want []entry
	for _, e := range all {
		if e.key.Hash >= first && e.key.Hash <= last && (after == nil || e.behind(*after, false)) {
			want = append(want, e)
		}
	}
	limit := rapid.IntRange(1, 20).Draw(t, "limit")
	require.Equal(t, want[:min(limit, len(want))], collect(limit, func(visit func(*Entry) bool) {
		require.True(t, m.table.Scan(name, first, last, after, visit))
	}))
}

// collect takes at most limit entries of a walk, nil if there are none.
func collect(limit int, walk func(visit func(*Entry) bool)) []entry {
	got := []entry(nil)
	walk(func(e *Entry) bool {
		got = append(got, entry{e.Key, e.Owner, e.Item.Unpack()})
		return len(got) < limit
	})
	return got
}

// drawAfter draws no position, that of an entry, or one right beside an entry, where none is.
func drawAfter(t *rapid.T, all []entry) *Position {
	if len(all) == 0 || rapid.Bool().Draw(t, "from the start") {
		return nil
	}
	e := rapid.SampledFrom(all).Draw(t, "after")
	p := &Position{e.key, e.owner}
	switch rapid.IntRange(0, 3).Draw(t, "beside") {
	case 0:
		p.Key.Sort += "\x00"
	case 1:
		p.Owner.Sort += "\x00"
	}
	return p
}

func (e entry) behind(p Position, backward bool) bool {
	c := e.key.compare(p.Key)
	if c == 0 {
		c = e.owner.compare(p.Owner)
	}
	return c > 0 && !backward || c < 0 && backward
}

func (m *model) Check(t *rapid.T) {
	count, bytes := tallyOf(m.entries(""), nil)
	require.Equal(t, count, m.table.Len())
	require.Equal(t, bytes, m.table.Bytes())
	for _, ix := range m.indexes {
		wantCount, wantBytes := tallyOf(m.entries(ix.Name), ix.Projected)
		count, bytes := m.table.IndexLen(ix.Name)
		require.Equal(t, wantCount, count, ix.Name)
		require.Equal(t, wantBytes, bytes, ix.Name)
	}
}

func tallyOf(entries []entry, projected []string) (count, bytes int64) {
	for _, e := range entries {
		has := attributes{}
		for name, v := range e.item {
			if projected == nil || slices.Contains(projected, name) {
				has[name] = v
			}
		}
		size, _ := item.Size(has)
		count++
		bytes += int64(size)
	}
	return count, bytes
}

func TestTableIsASortedSlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m model
		m.Init(t)
		t.Repeat(map[string]func(*rapid.T){
			"":          m.Check,
			"Update":    m.Update,
			"Update2":   m.Update, // as likely as all the rest, so that there is something to read
			"Update3":   m.Update,
			"Transact":  m.Transact,
			"Get":       m.Get,
			"Query":     m.Query,
			"Query2":    m.Query,
			"Scan":      m.Scan,
			"AddIndex":  m.AddIndex,
			"DropIndex": m.DropIndex,
			"SetExpiry": m.SetExpiry,
			"Expire":    m.Expire,
		})
	})
}

func TestIndexOfAMissingNameIsEmpty(t *testing.T) {
	count, bytes := NewTable(primary, nil, time.Now, 0).IndexLen("none")
	require.Zero(t, count)
	require.Zero(t, bytes)
}

func TestKeysWithEqualHashesStayApart(t *testing.T) {
	// less must tell apart what a collision of hashes puts side by side.
	a, b := &Entry{Key: Key{Hash: 7, Partition: "a"}}, &Entry{Key: Key{Hash: 7, Partition: "b"}}
	require.True(t, less(a, b))
	require.False(t, less(b, a))
	end := &Entry{Key: Key{Hash: 7, Partition: "a"}, pastPartition: 1}
	require.True(t, less(&Entry{Key: Key{Hash: 7, Partition: "a", Sort: strings.Repeat("z", 9)}}, end))
	require.True(t, less(end, b))
}
