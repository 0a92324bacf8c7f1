using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace GameServer.Tests.Guards;

/// <summary>What others may build on, as text: every public type of an assembly with its public and protected members, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        if (type.IsAssignableTo(typeof(Delegate))) return [Signature(type.GetMethod("Invoke")!)];
        return type.GetConstructors(Own).Where(made => IsSeen(made) && !made.IsDefined(typeof(CompilerGeneratedAttribute))).Select(made => $"{Modifiers(made)}{Bare(type)}({Parameters(made)})")
            .Concat(type.GetFields(Own).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(Field))
            .Concat(type.GetProperties(Own).Where(property => property.Name != "EqualityContract" && property.GetAccessors(true).Any(IsSeen)).Select(Property))
            .Concat(type.GetEvents(Own).Where(on => IsSeen(on.AddMethod!)).Select(on => $"{Modifiers(on.AddMethod!)}event {Name(on.EventHandlerType!)} {on.Name}"))
            .Concat(type.GetMethods(Own).Where(method => IsSeen(method) && !method.IsSpecialName).Select(method => Modifiers(method) + Signature(method)))
            .Concat(type.GetMethods(Own).Where(method => IsSeen(method) && method.Name.StartsWith("op_", StringComparison.Ordinal)).Select(method => Modifiers(method) + Signature(method)));
    }

    /// <summary>Public, or open to a derived class; what the compiler makes for records is no decision of ours.</summary>
    private static bool IsSeen(MethodBase method) =>
        (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed))
        && (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal) || !method.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        Type[] bases = [.. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? [parent] : Type.EmptyTypes,
            .. type.GetInterfaces().Where(face => type.BaseType?.IsAssignableTo(face) != true && face.IsPublic && face.Name != "IEquatable`1" && !type.IsEnum)
                .OrderBy(face => face.Name, StringComparer.Ordinal)];
        return bases.Length == 0 ? "" : " : " + string.Join(", ", bases.Select(Name));
    }

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {Name(field.FieldType)} {field.Name} = {Literal(field.GetRawConstantValue())}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsSeen).ToArray();
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var ways = accessors.Select(accessor => accessor.ReturnType != typeof(void) ? "get;" : isInit ? "init;" : "set;").Order(StringComparer.Ordinal);
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        return $"{Modifiers(accessors[0])}{Name(property.PropertyType)} {property.Name}{index} {{ {string.Join(' ', ways)} }}";
    }

    private static string Signature(MethodInfo method) =>
        $"{Name(method.ReturnType)} {method.Name}{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "")}({Parameters(method)})";

    private static string Modifiers(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "") + (method.DeclaringType!.IsInterface ? "" : method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            MethodInfo { IsVirtual: true, IsFinal: false } info when info.GetBaseDefinition() != info => "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        });

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter) =>
        (parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "")
        + $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue)}" : "")}";

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value) + "?";
        var own = Bare(type);
        if (type.IsGenericType)
        {
            var outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
            var arguments = type.GetGenericArguments().Skip(outer).Select(Name).ToArray();
            if (arguments.Length > 0) own += $"<{string.Join(", ", arguments)}>";
        }
        return type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}.{own}" : own;
    }

    private static string Bare(Type type) => type.IsEnum ? type.Name : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Double => "double",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : type == typeof(void) ? "void" : type.Name.Split('`')[0],
    };
}
