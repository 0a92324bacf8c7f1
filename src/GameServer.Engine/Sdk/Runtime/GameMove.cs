using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>One [Move] of a game class, compiled once: a call costs no reflection.</summary>
internal sealed class GameMove
{
    private readonly int _required;
    private readonly int _most;
    private readonly Func<Game, IReadOnlyList<RawJson>, RawJson?> _call;

    public GameMove(MethodInfo method)
    {
        var parameters = method.GetParameters();
        Method = method;
        Name = GameJson.Name(method.Name);
        IsAnyTime = method.GetCustomAttribute<MoveAttribute>()!.AnyTime;
        _most = parameters.Length;
        _required = parameters.Count(p => !p.HasDefaultValue);
        _call = Compile(method, parameters);
    }

    public MethodInfo Method { get; }
    public string Name { get; }
    public bool IsAnyTime { get; }

    /// <summary>Reads the arguments, then calls the method. Answers what it returned; null for void.</summary>
    /// <exception cref="RefusedException">The arguments do not fit (before the call), or the game refused.</exception>
    public RawJson? Call(Game game, IReadOnlyList<RawJson> args)
    {
        if (args.Count < _required || args.Count > _most)
            throw new RefusedException(Reasons.BadArgs, _required == _most ? $"{Name} takes {_most} arguments" : $"{Name} takes {_required} to {_most} arguments");
        return _call(game, args);
    }

    private static Func<Game, IReadOnlyList<RawJson>, RawJson?> Compile(MethodInfo method, ParameterInfo[] parameters)
    {
        var (game, args) = (Expression.Parameter(typeof(Game)), Expression.Parameter(typeof(IReadOnlyList<RawJson>)));
        var values = parameters.Select(Expression (p) =>
        {
            var argument = Activator.CreateInstance(typeof(Argument<>).MakeGenericType(p.ParameterType), p)!;
            return Expression.Call(Expression.Constant(argument), nameof(Argument<int>.Read), null, args);
        });
        var call = Expression.Call(Expression.Convert(game, method.ReflectedType!), method, values);
        Expression body = method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(null, typeof(RawJson?)))
            : Expression.Convert(Expression.Call(typeof(GameJson), nameof(GameJson.Encode), null, Expression.Convert(call, typeof(object))), typeof(RawJson?));
        return Expression.Lambda<Func<Game, IReadOnlyList<RawJson>, RawJson?>>(body, game, args).Compile();
    }

    // Called from the compiled expression alone.
    private sealed class Argument<T>(ParameterInfo parameter)
    {
        private const int Depth = 16;

        private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)GameJson.Strict.GetTypeInfo(typeof(T));
        private readonly T? _default = parameter is { HasDefaultValue: true, DefaultValue: T value } ? value : default;
        private readonly bool _mayBeNull = default(T) is null
            && new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.NotNull;

        public T? Read(IReadOnlyList<RawJson> args)
        {
            if (parameter.Position >= args.Count) return _default;
            var json = args[parameter.Position];
            if (!json.IsSound(Depth)) throw Bad(null);
            if (typeof(T) == typeof(RawJson)) return (T)(object)json;
            try
            {
                var read = JsonSerializer.Deserialize(json.Text.Span, _type);
                return read is null && !_mayBeNull ? throw Bad(null) : read;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException or ArgumentException)
            {
                throw Bad(e);
            }
        }

        private RefusedException Bad(Exception? cause) => new(Reasons.BadArgs, $"{parameter.Name} does not fit{Expected}", cause);

        private static string Expected => (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) is { IsEnum: true } type
            ? $": expected {string.Join(" or ", Enum.GetNames(type).Select(GameJson.Name))}"
            : "";
    }
}
