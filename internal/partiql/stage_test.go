package partiql

import (
	"errors"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrorsOfKeysHaveStages(t *testing.T) {
	for statement, want := range map[string]Stage{
		`DELETE FROM tbl WHERE pk='a'`:                                   StageWhere,
		`UPDATE tbl SET pk=1 WHERE pk='a' RETURNING ALL OLD x`:           StageWhere,
		`DELETE FROM tbl WHERE pk='a' AND sk=1 AND sk=2`:                 StageWhere,
		`DELETE FROM tbl WHERE pk='' AND sk='1'`:                         StageKey, // types come first
		`INSERT INTO tbl VALUE {'pk':'','sk':'1'}`:                       StageKey,
		`INSERT INTO tbl VALUE {'pk':''}`:                                StageKey,
		`UPDATE tbl SET sk=1 WHERE pk='a' AND sk=1 RETURNING ALL OLD x`:  StageKey,
		`DELETE FROM tbl WHERE pk='' AND sk=1 RETURNING ALL NEW *`:       StageEmpty,
		`INSERT INTO tbl VALUE {'pk':'','sk':1} RETURNING ALL OLD *`:     StageEmpty,
		`INSERT INTO tbl VALUE {'pk':'a','sk':1} RETURNING ALL OLD *`:    StageReturning,
		`DELETE FROM tbl WHERE pk='a' AND sk=1 RETURNING ALL NEW *`:      StageReturning,
		`UPDATE tbl SET x=1 WHERE pk='a' AND sk=1 RETURNING ALL OLD x`:   StageReturning,
		`UPDATE tbl SET x=1 WHERE pk='a' AND sk=1 RETURNING ALL OLD *`:   0,
		`SELECT * FROM tbl WHERE pk='a' AND sk='1'`:                      StageKey,
		`SELECT * FROM tbl WHERE pk='' AND sk=1`:                         StageEmpty,
		`SELECT * FROM tbl WHERE pk='a' AND sk=1 AND x=1 ORDER BY other`: 0,
	} {
		err := keyError(t, statement)
		assert.Equal(t, want, StageOf(err), statement)
		if want == 0 {
			assert.NoError(t, err, statement)
			continue
		}
		var api *smithy.GenericAPIError
		require.ErrorAs(t, err, &api, statement)
		assert.Equal(t, ValidationException, api.Code, statement)
	}
	assert.Zero(t, StageOf(errors.New("another")))
	assert.Zero(t, StageOf(nil))
}

func keyError(t *testing.T, text string) error {
	t.Helper()
	statement, err := Parse(text, nil)
	require.NoError(t, err, text)
	switch s := statement.(type) {
	case *Insert:
		_, err = s.Key(testSchema)
	case *Update:
		_, _, err = s.Key(testSchema)
	case *Delete:
		_, _, err = s.Key(testSchema)
	case *Select:
		_, _, err = s.Key(testSchema)
	}
	return err
}

func TestASelectHasTheKeyThatItsWhereFixes(t *testing.T) {
	whole := Item{"pk": str("a"), "sk": num("1")}
	for where, want := range map[string]struct {
		key       Item
		condition bool
	}{
		"WHERE pk='a' AND sk=1":                  {key: whole},
		"WHERE 1=sk AND x IS MISSING AND pk='a'": {key: whole, condition: true},
		"WHERE pk='a'":                           {},
		"WHERE pk='a' AND sk>=1":                 {},
		"WHERE pk IN ['a'] AND sk=1":             {},
		"WHERE pk='a' AND sk=1 AND sk=2":         {},
		"WHERE pk='a' AND sk=1 OR x=1":           {},
		"":                                       {},
	} {
		statement, err := Parse("SELECT * FROM tbl "+where, nil)
		require.NoError(t, err)
		key, condition, err := statement.(*Select).Key(testSchema)
		require.NoError(t, err)
		assert.Equal(t, want.key, Item(key), where)
		assert.Equal(t, want.condition, condition != nil, where)
	}
}
