using Npgsql;

namespace GameServer.Journals;

/// <summary>Statements with positional parameters.</summary>
internal static class PostgresCalls
{
    /// <summary>Runs it; how many rows it changed.</summary>
    public static Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancel, params object?[] values) =>
        connection.ExecuteAsync(sql, connection.CommandTimeout, cancel, values);

    /// <summary>As above; it may take so many seconds, 0: as long as it wants.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, int seconds, CancellationToken cancel, params object?[] values)
    {
        await using var command = connection.Command(sql, seconds, values);
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The first value of the first row; null without one.</summary>
    public static Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, CancellationToken cancel, params object?[] values) =>
        connection.ScalarAsync(sql, connection.CommandTimeout, cancel, values);

    /// <inheritdoc cref="ScalarAsync(NpgsqlConnection, string, CancellationToken, object?[])"/>
    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, int seconds, CancellationToken cancel, params object?[] values)
    {
        await using var command = connection.Command(sql, seconds, values);
        return await command.ExecuteScalarAsync(cancel) is var value && value is DBNull ? null : value;
    }

    /// <summary>Every row, as <paramref name="row"/> reads it.</summary>
    public static Task<List<T>> ListAsync<T>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancel, params object?[] values) =>
        connection.ListAsync(sql, row, connection.CommandTimeout, cancel, values);

    /// <inheritdoc cref="ListAsync{T}(NpgsqlConnection, string, Func{NpgsqlDataReader, T}, CancellationToken, object?[])"/>
    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, int seconds, CancellationToken cancel, params object?[] values)
    {
        await using var command = connection.Command(sql, seconds, values);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>A statement of a batch.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, int seconds, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = seconds };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
