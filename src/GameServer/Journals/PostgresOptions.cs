namespace GameServer.Journals;

/// <summary>Where the PostgreSQL journal lies and how this server takes part in it.</summary>
/// <param name="ConnectionString">As Npgsql reads it.</param>
public sealed record PostgresOptions(string ConnectionString)
{
    /// <summary>A server that gave no sign of life for this long may be taken for dead; its rooms go to another. Seconds.</summary>
    public int LeaseSeconds { get; init; } = 5;
}
