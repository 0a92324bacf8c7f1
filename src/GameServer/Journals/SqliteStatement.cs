using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace GameServer.Journals;

/// <summary>
/// A prepared statement, taken from its <see cref="SqliteSession"/> and given back by <see cref="Dispose"/>.
/// Thinner than a <see cref="SqliteCommand"/>: values go in and out without boxes or copies of the caller's bytes.
/// </summary>
internal sealed class SqliteStatement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    private int _bound;

    // Parameters, in the statement's order.
    public SqliteStatement With(long value) => Bound(sqlite3_bind_int64(statement, ++_bound, value));

    public SqliteStatement With(bool value) => With(value ? 1L : 0L);

    public SqliteStatement With(int? value) => value is { } present ? With((long)present) : WithNull();

    public SqliteStatement With(string? value) => value is null ? WithNull() : Bound(sqlite3_bind_text(statement, ++_bound, value));

    public SqliteStatement With(ReadOnlySpan<byte> value) => Bound(sqlite3_bind_blob(statement, ++_bound, value));

    private SqliteStatement WithNull() => Bound(sqlite3_bind_null(statement, ++_bound));

    private SqliteStatement Bound(int result)
    {
        SqliteException.ThrowExceptionForRC(result, database);
        return this;
    }

    /// <summary>Goes to the next row; false: there is none.</summary>
    /// <exception cref="SqliteException"/>
    public bool Step()
    {
        var result = sqlite3_step(statement);
        if (result == SQLITE_ROW) return true;
        SqliteException.ThrowExceptionForRC(result, database);
        return false;
    }

    // Columns of the row, from 0. A value of another type than asked for is converted, as a damaged file may hold anything.
    public long Long(int column) => sqlite3_column_int64(statement, column);

    public bool Bool(int column) => Long(column) != 0;

    public int? IntOrNull(int column) => IsNull(column) ? null : (int)Long(column);

    public string Text(int column) => TextOrNull(column) ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>The bytes themselves, until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => sqlite3_column_blob(statement, column);

    private bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;

    /// <summary>Gives it back: it holds no lock and no value any more.</summary>
    public void Dispose()
    {
        _bound = 0;
        // The result repeats the failure of the last step, which has been thrown already.
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }

    /// <summary>For the session alone, at its end.</summary>
    public void Close() => statement.Dispose();
}
