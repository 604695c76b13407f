using System.Reflection;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Calls any module with a list of tensors, which fill its parameters in order.</summary>
internal sealed class ModuleInvoker
{
    private readonly nn.Module module;
    private readonly MethodInfo? call, forward;
    private readonly IReadOnlyList<TensorParameter> parameters = [];
    private readonly FunctionalGraph? graph;

    /// <exception cref="ExportException">The module has no <c>call</c> that takes tensors.</exception>
    public ModuleInvoker(nn.Module module)
    {
        this.module = module;
        ParameterNames = [];
        if (module is jit.ScriptModule) return;
        call = module.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name == "call" && Parameters(m) is not null).OrderByDescending(m => m.GetParameters().Length).FirstOrDefault()
            ?? throw new ExportException($"Module {module.GetName()}", "a module whose forward takes tensors", module.GetType().Name, "Export a function that calls it: OnnxExporter.Export(x => ..., ...).");
        forward = module.GetType().GetMethod("forward", [.. call.GetParameters().Select(p => p.ParameterType)]);
        parameters = Parameters(forward ?? call)!;
        graph = module switch { FunctionalModel one => one.Graph, MultiFunctionalModel several => several.Graph, _ => null };
        ParameterNames = graph is not null ? [.. graph.Inputs.Select(input => input.Name)] : Names(parameters, (forward ?? call).GetParameters()[0].Name!);
    }

    /// <summary>A name for each tensor up to an array or list, whose tensors have none, or those of a functional model's inputs.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <exception cref="ExportException">The number of tensors is not that of the parameters.</exception>
    public IReadOnlyList<Tensor> Call(IReadOnlyList<Tensor> arguments)
    {
        if (module is jit.ScriptModule script) return TracedFunction.Flatten(script.call([.. arguments]));
        int named = parameters.Sum(p => p.Names.Count);
        if (arguments.Count < named || (arguments.Count > named && !parameters[^1].TakesAll))
        {
            var expected = $"{named} example tensors, one for each parameter of forward ({string.Join(", ", ParameterNames)})";
            throw new ExportException($"Module {module.GetName()}", parameters[^1].TakesAll ? $"at least {expected}" : expected, $"{arguments.Count}", "Pass one example for each.");
        }
        var left = new Queue<Tensor>(arguments);
        return Invoke([.. parameters.Select(p => p.Pack(left))]);
    }

    /// <summary>A name for each result of the last call, from a functional model, dictionary keys, properties and the names of tuple elements; null where they have none.</summary>
    public IReadOnlyList<string>? ResultNames { get; private set; }

    private IReadOnlyList<Tensor> Invoke(object[] arguments)
    {
        // A layer's call has one output; its states stand beside it.
        object? result = module is SequenceLayer { ReturnState: true } layer ? layer.CallWithStates((Tensor)arguments[0])
            : call!.Invoke(module, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        var results = Export.ResultNames.Flatten(result, forward?.ReturnParameter);
        ResultNames = graph is null ? Export.ResultNames.Of(results) : graph.OutputNames;
        return [.. results.Select(r => r.Tensor)];
    }

    private static List<TensorParameter>? Parameters(MethodInfo method)
    {
        var all = method.GetParameters().Select(TensorParameter.Of).ToList();
        return all.Count == 0 || all.Contains(null) || all.SkipLast(1).Any(p => p!.TakesAll) ? null : [.. all.Select(p => p!)];
    }

    // the elements of an only parameter stand for themselves where each has a name
    private static List<string> Names(IReadOnlyList<TensorParameter> parameters, string first)
    {
        var names = parameters.SelectMany(p => p.Names).ToList();
        bool alone = parameters.Count == 1 && names.All(name => name.Length > first.Length && !name.Split('.').Any(part => part.All(char.IsAsciiDigit)));
        return alone ? [.. names.Select(name => name[(first.Length + 1)..])] : names;
    }
}
