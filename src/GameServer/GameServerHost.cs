using System.Runtime.InteropServices;
using GameServer.Engine;
using GameServer.Operations;
using Microsoft.Extensions.Options;

namespace GameServer;

/// <summary>Runs the server as a process: its flags, its signals, its exit code, and one sentence when it cannot start.</summary>
public static class GameServerHost
{
    private const string CheckConfigFlag = "--check-config";
    private const string HealthCheckFlag = "--healthcheck";
    private const string TypesFlag = "--types";
    private const int Failed = 1;
    private const int SecondSignal = 130;

    /// <summary>
    /// Builds the server and runs it until it is told to stop. <c>--check-config</c> prints the settings instead,
    /// <c>--types</c> or <c>--types=file</c> writes its games' types for TypeScript; <c>--healthcheck</c> asks the running one whether it is alive.
    /// </summary>
    /// <param name="args">Of the process.</param>
    /// <param name="build">Builds the server from the arguments that are settings.</param>
    /// <returns>The exit code: 0 after an orderly stop or a good answer.</returns>
    public static async Task<int> RunAsync(string[] args, Func<string[], WebApplication> build)
    {
        var types = args.FirstOrDefault(arg => arg == TypesFlag || arg.StartsWith($"{TypesFlag}=", StringComparison.Ordinal));
        // A flag without a value would take the next argument for it.
        string[] settings = [.. args.Where(arg => arg is not (CheckConfigFlag or HealthCheckFlag) && arg != types)];
        try
        {
            if (args.Contains(HealthCheckFlag)) return await HealthProbe.RunAsync(settings);
            if (RuntimeFloor.Refusal() is { } old) throw new InvalidDataException(old);
            await using var app = build(settings);
            if (args.Contains(CheckConfigFlag)) return CheckConfig(app);
            if (types is not null) return WriteTypes(app, types);
            await RunAsync(app);
            return 0;
        }
        catch (Exception e) // Whatever it is, the operator gets a sentence and not a stack trace.
        {
            var (sentence, isWhole) = StartRefusal.Of(e);
            using (var loggers = LoggerFactory.Create(logging => logging.AddJsonLines()))
            {
                ServerLog.Refused(loggers.CreateLogger(typeof(GameServerHost)), isWhole ? null : e, sentence);
            }
            await Console.Error.WriteLineAsync(sentence);
            return Failed;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        var signals = 0;
        OutOfMemory.EndsTheProcess();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Count);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Count);
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        app.Services.GetRequiredService<Drain>().Report();

        // The first one drains. A second one is impatience, and as safe as a kill: what was seen is durable.
        void Count(PosixSignalContext context)
        {
            if (Interlocked.Increment(ref signals) > 1) Environment.Exit(SecondSignal);
        }
    }

    // Into a file by itself: a shell that redirects would empty it before the page, which is built with it, is built.
    private static int WriteTypes(WebApplication app, string flag)
    {
        var types = GameTypes.Of(app.Services.GetRequiredService<GameCatalog>());
        if (flag == TypesFlag) Console.Write(types);
        else File.WriteAllText(flag[(TypesFlag.Length + 1)..], types);
        return 0;
    }

    private static int CheckConfig(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GameServerOptions>>().Value;
        var defaults = new GameServerOptions();
        var width = Setting.All.Max(setting => setting.Key.Length);
        foreach (var setting in Setting.All)
        {
            var isDefault = setting.Show(options) == setting.Show(defaults);
            Console.WriteLine($"{SettingsReader.Section}:{setting.Key.PadRight(width)}  {setting.Show(options)}{(isDefault ? "" : $"  (default {setting.Show(defaults)})")}");
        }
        return 0;
    }
}
