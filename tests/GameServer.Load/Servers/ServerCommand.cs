using System.Diagnostics;

namespace GameServer.LoadTool;

/// <summary>How a server is started.</summary>
/// <param name="Line">Program and arguments.</param>
/// <param name="Environment">What its environment says beside this process's.</param>
internal sealed record ServerCommand(IReadOnlyList<string> Line, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly string Folder = AppContext.BaseDirectory;

    /// <param name="kind">Which server.</param>
    /// <param name="database">For those that keep their rooms in PostgreSQL: its connection string.</param>
    public static ServerCommand Of(ServerKind kind, string? database) => kind.Name switch
    {
        "socketio" => SocketIo(),
        "ours" => Ours("memory"),
        "ours-messagepack" => Ours("memory", isPacked: true),
        "ours-sqlite" => Ours("sqlite"),
        "ours-postgres" or "ours-forwarded" => Ours("postgres", database),
        _ => new(["dotnet", Path.Combine(Folder, "GameServer.Load.dll"), "serve", kind.Name], new Dictionary<string, string>()),
    };

    // With the runtime's settings that the product ships, and those of its image. Only what would hold back a load test is raised.
    private static ServerCommand Ours(string journal, string? database = null, bool isPacked = false)
    {
        string[] unlimited =
        [
            "Limits:MaxConnections", "Limits:ConnectionsPerAddress", "Limits:ConnectsPerSecondPerAddress", "Limits:HandshakesPerSecond",
            "Limits:MovesPerSecond", "Limits:MovesBurst", "Limits:JoinsPerMinute", "Limits:FailedJoinsPerMinute", "Limits:RoomsPerMinute", "Limits:MaxRooms",
            "Limits:LiveRoomsPerAddress", "Limits:ResumesPer10Seconds",
        ];
        var environment = unlimited.ToDictionary(key => "GameServer__" + key.Replace(":", "__", StringComparison.Ordinal), _ => "1000000");
        foreach (var bytes in new[] { "InBytesPerSecond", "InBytesBurst", "ReplayBytesPer10Seconds" }) environment["GameServer__Limits__" + bytes] = "1000000000";
        environment["GameServer__Journal"] = journal;
        if (database is not null) environment["GameServer__Postgres__Connection"] = database;
        if (isPacked) environment["GameServer__Net__BinaryProtocol"] = "messagepack";
        environment["GameServer__Ops__Port"] = "0";
        environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        environment["DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION"] = "1024";
        return new(
            [
                "dotnet", "exec", "--runtimeconfig", Path.Combine(Folder, "GameServer.runtimeconfig.json"),
                "--depsfile", Path.Combine(Folder, "GameServer.Load.deps.json"), Path.Combine(Folder, "GameServer.Load.dll"), "serve", "ours",
            ],
            environment);
    }

    private static ServerCommand SocketIo()
    {
        var folder = Path.Combine(Folder, "socketio");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = folder })!;
            npm.WaitForExit();
            if (npm.ExitCode != 0) throw new InvalidOperationException("Socket.IO could not be installed with npm.");
        }
        return new(["node", "--expose-gc", Path.Combine(folder, "server.js")], new Dictionary<string, string>());
    }
}
