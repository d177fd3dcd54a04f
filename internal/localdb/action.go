package localdb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/internal/expr"
	"github.com/dynactor/dynactor/internal/item"
	"github.com/dynactor/dynactor/internal/packed"
	"github.com/dynactor/dynactor/internal/store"
)

// verb is what an action does to its item.
type verb uint8

const (
	verbPut verb = iota
	verbUpdate
	verbDelete
	verbCheck // ConditionCheck: changes nothing
)

// action is one write of one item: a request of its own, or a part of a batch or a transaction. It is
// made in two steps: what is known without the table, and then the table and the key.
type action struct {
	verb
	attributes map[string]types.AttributeValue // the item that is put, or else the Key parameter
	condition  *expr.Condition                 // nil: none
	update     *expr.Update                    // of update; nil: nothing but create the item
	statement  *statementWrite                 // what a PartiQL statement has instead of the two; nil: it is none
	// returnOld is ReturnValuesOnConditionCheckFailure ALL_OLD.
	returnOld bool

	named *string // the table's name or ARN in the request; in transactions only
	table *table
	key   store.Key
	item  packed.Item // of put

	// invalid is what is wrong with the request as a whole, though it shows only when the action is applied.
	invalid error
}

// checkAttributes checks the values of the item or the key, and returns their size.
func (a *action) checkAttributes() (size int, err error) {
	size, err = item.Check(a.attributes)
	switch {
	case err != nil:
		return 0, validation("%s", err)
	case a.verb == verbPut && size > maxItemSize:
		return 0, errItemTooLarge()
	}
	return size, nil
}

// notEmpty refuses empty keys, those of indexes included. A transaction checks that before all else,
// since it makes the request invalid, while any other fault of a key cancels the transaction.
func (a *action) notEmpty() error {
	for _, key := range [...]store.Attribute{a.table.schema.Partition, a.table.schema.Sort} {
		if err := notEmptyKey(key, a.attributes); err != nil {
			return err
		}
	}
	if a.verb != verbPut {
		return nil
	}
	return a.table.eachIndexKey(func(ix *index, key store.Attribute, _ int) error {
		return ix.notEmptyKey(key, a.attributes[key.Name])
	})
}

// bind finds the key, and checks all that depends on the table's schema.
func (a *action) bind(t *table) (err error) {
	a.table = t
	if a.verb == verbPut {
		if a.key, err = t.keyOfItem(a.attributes); err != nil {
			return err
		}
		if err := t.checkConditionPaths(a.condition); err != nil {
			return err
		}
		a.item = packed.Pack(a.attributes)
		return nil
	}
	if a.key, err = t.key(a.attributes); err != nil {
		return err
	}
	if err := t.checkConditionPaths(a.condition); err != nil || a.update == nil {
		return err
	}
	if err := t.protectKey(a.update); err != nil {
		return err
	}
	return t.checkPaths(a.update)
}

// bindInBatch is bind for BatchWriteItem, which tells nothing about an item's key but that it is wrong.
func (a *action) bindInBatch(t *table) (err error) {
	if a.verb != verbPut {
		return a.bind(t)
	}
	a.table = t
	a.key, err = encodeKey(t.schema, a.attributes, func(store.Attribute, types.AttributeValue) error { return errKeySchema() })
	if err != nil {
		return err
	}
	if err := t.checkIndexKeys(a.attributes); err != nil {
		return err
	}
	a.item = packed.Pack(a.attributes)
	return nil
}

// protectKey refuses an update that writes to an attribute of the primary key, whatever the value.
func (t *table) protectKey(u *expr.Update) error {
	names := u.Attributes()
	for _, key := range [...]string{t.schema.Partition.Name, t.schema.Sort.Name} {
		for _, name := range names {
			if name == key {
				return invalid("Cannot update attribute %s. This attribute is part of the key", key)
			}
		}
	}
	return nil
}

// apply returns the item that is to take the place of old, "" for none. It runs under the lock of the
// item's stripe.
func (a *action) apply(old packed.Item) (packed.Item, error) {
	if a.statement != nil {
		return a.applyStatement(old)
	}
	if a.condition != nil && !a.condition.Eval(old) {
		return "", a.conditionFailed(old)
	}
	switch a.verb {
	case verbPut:
		return a.item, nil
	case verbUpdate:
		return a.applyUpdate(old)
	case verbDelete:
		return "", nil
	}
	return old, nil
}

func (a *action) conditionFailed(old packed.Item) error {
	message := "The conditional request failed"
	if a.statement != nil && a.verb == verbCheck {
		message += "." // EXISTS says so
	}
	err := &types.ConditionalCheckFailedException{Message: &message}
	if a.returnOld {
		err.Item = old.Unpack()
	}
	return err
}

func (a *action) applyUpdate(old packed.Item) (packed.Item, error) {
	before := old.Unpack()
	if before == nil {
		// An update makes the item that isn't there. Its expressions see the key already.
		before = a.attributes
	}
	if a.update == nil {
		if old != "" {
			return old, nil
		}
		return packed.Pack(before), nil
	}
	after, err := a.update.Apply(before)
	if err != nil {
		return "", err
	}
	return a.updated(after, a.update.Attributes())
}

// updated checks and packs what an update has made of an item by writing to some of its attributes.
func (a *action) updated(after map[string]types.AttributeValue, written []string) (packed.Item, error) {
	for _, name := range written {
		// Every part of it is good by itself, but together they may be nested too deep.
		if v, ok := after[name]; ok {
			if err := item.CheckValue(v); err != nil {
				return "", validation("%s", err)
			}
		}
	}
	if a.invalid = a.table.notEmptyUpdated(after, written); a.invalid != nil {
		return "", a.invalid
	}
	if err := a.table.checkUpdatedIndexKeys(after, written); err != nil {
		return "", err
	}
	new := packed.Pack(after)
	if new.Size() > maxItemSize {
		return "", errUpdatedTooLarge()
	}
	return new, nil
}

// write carries out an action that stands by itself: all or nothing. The usage is what it has consumed,
// which is not nothing if its condition has failed.
func (a *action) write(u *usage) (old, new packed.Item, err error) {
	if err := a.table.admit(a.key.Hash, true); err != nil {
		return "", "", err
	}
	a.table.store.Update(a.key, func(present packed.Item) (packed.Item, bool) {
		old = present
		if new, err = a.apply(old); err == nil {
			err = a.table.admitIndexes(old, new)
		}
		return new, err == nil
	})
	if err != nil {
		u.failed(a.key.Hash, old, err)
		return "", "", err
	}
	u.written(a.key.Hash, old, new, 1)
	return old, new, nil
}
