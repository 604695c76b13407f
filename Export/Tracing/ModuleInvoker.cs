using System.Reflection;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Calls any module with a list of tensors: one parameter each, or one parameter that takes them all.</summary>
internal sealed class ModuleInvoker
{
    private readonly nn.Module module;
    private readonly MethodInfo? call, forward;
    private readonly FunctionalGraph? graph;

    /// <exception cref="ExportException">The module has no <c>call</c> that takes tensors.</exception>
    public ModuleInvoker(nn.Module module)
    {
        this.module = module;
        ParameterNames = [];
        if (module is jit.ScriptModule) return;
        call = module.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name == "call" && m.GetParameters().All(p => IsTensor(p.ParameterType) || TakesAll(p.ParameterType)))
            .OrderByDescending(m => m.GetParameters().Length).FirstOrDefault()
            ?? throw new ExportException($"Module {module.GetName()}", "a module whose forward takes tensors", module.GetType().Name, "Export a function that calls it: OnnxExporter.Export(x => ..., ...).");
        forward = module.GetType().GetMethod("forward", [.. call.GetParameters().Select(p => p.ParameterType)]);
        graph = module switch { FunctionalModel one => one.Graph, MultiFunctionalModel several => several.Graph, _ => null };
        if (graph is not null) ParameterNames = [.. graph.Inputs.Select(input => input.Name)];
        else if (!TakesAll(call.GetParameters()[0].ParameterType)) ParameterNames = [.. (forward ?? call).GetParameters().Select(p => p.Name!)];
    }

    /// <summary>The parameters' names where each takes one tensor, or those of a functional model's inputs; empty otherwise.</summary>
    public IReadOnlyList<string> ParameterNames { get; }

    /// <exception cref="ExportException">The number of tensors is not the number of parameters.</exception>
    public IReadOnlyList<Tensor> Call(IReadOnlyList<Tensor> arguments)
    {
        if (module is jit.ScriptModule script) return TracedFunction.Flatten(script.call([.. arguments]));
        var parameters = call!.GetParameters();
        if (parameters.Length == 1 && TakesAll(parameters[0].ParameterType)) return Invoke([Packed(arguments, parameters[0].ParameterType)]);
        if (parameters.Length != arguments.Count)
            throw new ExportException($"Module {module.GetName()}", $"{parameters.Length} example tensors, one for each parameter of forward ({string.Join(", ", ParameterNames)})", $"{arguments.Count}", "Pass one example for each.");
        return Invoke([.. arguments]);
    }

    /// <summary>A name for each result of the last call, from a functional model, dictionary keys, properties and the names of tuple elements; null where they have none.</summary>
    public IReadOnlyList<string>? ResultNames { get; private set; }

    private IReadOnlyList<Tensor> Invoke(object[] arguments)
    {
        var results = Export.ResultNames.Flatten(call!.Invoke(module, BindingFlags.DoNotWrapExceptions, null, arguments, null), forward?.ReturnParameter);
        ResultNames = graph is null ? Export.ResultNames.Of(results) : graph.OutputNames;
        return [.. results.Select(r => r.Tensor)];
    }

    private static bool IsTensor(Type type) => type == typeof(Tensor);

    private static bool TakesAll(Type type) => type.IsAssignableFrom(typeof(Tensor[])) && type != typeof(object) || type == typeof(List<Tensor>);

    private static object Packed(IReadOnlyList<Tensor> arguments, Type type) => type == typeof(List<Tensor>) ? arguments.ToList() : arguments.ToArray();
}
