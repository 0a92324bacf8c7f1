using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace GameServer.LoadTool;

/// <summary>
/// A private PostgreSQL server on loopback: its own data, its own port, gone at the end. As root it runs as the user that Debian made for it,
/// because PostgreSQL refuses to run as root.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string Bin = Find();

    private readonly string _folder;
    private readonly bool _isSafe;
    private int _databases;

    private PostgresServer(string folder, int port, bool isSafe)
    {
        (_folder, Port, _isSafe) = (folder, port, isSafe);
        AppDomain.CurrentDomain.ProcessExit += StopAtExit; // tests that are ended in their middle leave nothing running
    }

    /// <summary>Its port on loopback.</summary>
    public int Port { get; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes and starts one.</summary>
    /// <param name="isSafe">Whether what it commits survives the loss of power; a crash of it, it always survives.</param>
    public static async Task<PostgresServer> StartAsync(bool isSafe = false)
    {
        var folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "postgres", folder);
        var server = new PostgresServer(folder, LoopbackPort.Free(), isSafe);
        await server.AsOwnerAsync("initdb", "-D", server.Data, "-A", "trust", "-U", "game", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        await server.BeginAsync();
        return server;
    }

    /// <summary>The process that all of its others are children of.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>A connection string for a database, by way of another port if one is given.</summary>
    public string Connection(string database, int? port = null) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port ?? Port, Username = "game", Database = database, IncludeErrorDetail = true }.ConnectionString;

    /// <summary>A new, empty database.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"game{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(Connection("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    /// <summary>Runs a statement in a database, behind everybody's back.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection(database));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Completes when a question is answered with true.</summary>
    public async Task UntilAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(Connection(database));
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await using var command = source.CreateCommand(sql);
            if (await command.ExecuteScalarAsync(patience.Token) is true) return;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Starts it on the data that is there.</summary>
    public Task BeginAsync() => AsOwnerAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-o",
        $"-c listen_addresses=127.0.0.1 -p {Port} -k {_folder} -c max_connections=200 -c fsync={(_isSafe ? "on" : "off")}", "start");

    /// <summary>Stops it: <c>fast</c> breaks every connection, <c>immediate</c> is a crash.</summary>
    public Task EndAsync(string mode) => AsOwnerAsync("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");

    /// <summary>Copies its data, which must be stopped, aside.</summary>
    public Task CopyAsync() => AsOwnerAsync("cp", "-a", Data, Data + "-copy");

    /// <summary>Puts the copy in the place of its data, which must be stopped.</summary>
    public async Task PutBackAsync()
    {
        await AsOwnerAsync("rm", "-rf", Data);
        await AsOwnerAsync("mv", Data + "-copy", Data);
    }

    private Task AsOwnerAsync(string program, params string[] arguments)
    {
        var own = Path.Combine(Bin, program);
        var path = File.Exists(own) ? own : program;
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // The started server inherits its output, so that a pipe would never end.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]))!;
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return debian.Order().Reverse().Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: install the package postgresql.");
    }

    private void StopAtExit(object? sender, EventArgs e) => EndAsync("immediate").Wait(Patience);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await EndAsync("immediate");
        Directory.Delete(_folder, recursive: true);
    }
}
