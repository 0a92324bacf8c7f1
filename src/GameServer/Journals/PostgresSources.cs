using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

/// <summary>Ways to the database, each with the patience of what it is for: on a network that is silently lost nothing else ends a wait.</summary>
internal static class PostgresSources
{
    private const int Readers = 8;

    // Seconds. What an operator's connection string says holds instead, except for the lease.
    private const int ConnectSeconds = 3, CommandSeconds = 10, OpeningSeconds = 30;

    /// <summary>A few connections that read.</summary>
    public static NpgsqlDataSource Reading(PostgresOptions options) => Of(Settings(options), settings => settings.MaxPoolSize = Readers);

    /// <summary>One that writes.</summary>
    public static NpgsqlDataSource Writing(PostgresOptions options) => Of(Settings(options), Alone);

    /// <summary>One that keeps the lease and asks whose a room is: of no use when it takes longer than the lease.</summary>
    public static NpgsqlDataSource Keeping(PostgresOptions options) => Of(Settings(options), settings =>
    {
        Alone(settings);
        settings.CommandTimeout = Math.Max(2, options.LeaseSeconds);
    });

    /// <summary>One that takes a lease: it waits for other servers that do, and for what dead ones held.</summary>
    public static NpgsqlDataSource Opening(PostgresOptions options) => Of(Settings(options), settings =>
    {
        Alone(settings);
        if (settings.CommandTimeout > 0) settings.CommandTimeout = Math.Max(OpeningSeconds, settings.CommandTimeout); // 0: without end
    });

    /// <summary>As the operator wrote it, and for the rest as is best here.</summary>
    /// <exception cref="JournalException">It cannot be read.</exception>
    public static NpgsqlConnectionStringBuilder Settings(PostgresOptions options)
    {
        try
        {
            // Of what is said twice, under whatever name, the later holds.
            return new NpgsqlConnectionStringBuilder($"Timeout={ConnectSeconds};Command Timeout={CommandSeconds};{options.ConnectionString}")
            {
                SearchPath = PostgresSchema.Name,
                MaxAutoPrepare = 64,
                AutoPrepareMinUsages = 2,
                IncludeFailedBatchedCommand = false,
            };
        }
        catch (Exception e) when (Unreadable(e))
        {
            throw ToJournal(e);
        }
    }

    private static void Alone(NpgsqlConnectionStringBuilder settings) => settings.Pooling = false;

    private static NpgsqlDataSource Of(NpgsqlConnectionStringBuilder settings, Action<NpgsqlConnectionStringBuilder> with)
    {
        with(settings);
        try
        {
            return NpgsqlDataSource.Create(settings);
        }
        catch (Exception e) when (Unreadable(e))
        {
            throw ToJournal(e);
        }
    }

    private static bool Unreadable(Exception e) => e is ArgumentException or FormatException or KeyNotFoundException;

    private static JournalException ToJournal(Exception e) =>
        new(JournalFault.Io, $"Postgres:Connection cannot be read ({e.Message}) Write it as Host=...;Database=...;Username=...;Password=...", e);
}
